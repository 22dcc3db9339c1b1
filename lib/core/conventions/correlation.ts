import { readBaggage } from '#lib/core/conventions/baggage.ts';
import type { EventInput } from '#lib/core/conventions/event-input.ts';
import { candidates, type Found } from '#lib/core/conventions/event-input.ts';
import { readJaegerBaggage } from '#lib/core/conventions/jaeger.ts';
import { joinText } from '#lib/core/conventions/join-text.ts';
import { keyValue } from '#lib/core/conventions/key-value.ts';
import type { Key } from '#lib/core/conventions/reading.ts';

/**
 * Correlation ids of a message. The one that is believed most joins; others that it carries besides
 * (a request id beside a correlation id) only find, for nothing says that they name the same action.
 */
export function correlationKeys(input: EventInput): readonly Key[] {
  const keys: Key[] = [];
  for (const found of correlations(input)) {
    const value = keyValue(found.value, found.from, input.note);
    if (value === null || keys.some((key) => key.value === value)) continue;
    keys.push({ kind: 'correlation', value, from: found.from, join: keys.length === 0 ? joinText.correlation(value) : null });
  }
  return keys;
}

function* correlations(input: EventInput): Generator<Found> {
  yield* candidates(input, input.conventions.correlation, 'correlationid');
  const members = readBaggage(input);
  for (const name of input.conventions.correlation.baggage) {
    const value = members.get(name);
    if (value !== undefined) yield { value, from: `baggage ${name}`, place: 'baggage' };
    const jaeger = readJaegerBaggage(input, name);
    if (jaeger !== null) yield { value: jaeger, from: `uberctx-${name}`, place: 'baggage' };
  }
}
