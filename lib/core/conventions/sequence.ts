import type { EventInput } from '#lib/core/conventions/event-input.ts';
import { candidates } from '#lib/core/conventions/event-input.ts';

/** The message's place in its order, as written: a whole number, or text that compares by itself (CloudEvents `sequence`). At most 64 characters. */
export function readSequence(input: EventInput): string | null {
  for (const { value } of candidates(input, input.conventions.sequence, 'sequence')) {
    const text = value.trim();
    if (/^[\w.:+-]{1,64}$/.test(text)) return text;
  }
  return null;
}
