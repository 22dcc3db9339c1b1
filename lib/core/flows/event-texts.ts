/** What an event is called, and the join texts under which it meets others: asked for again for each that it meets, and as long as its flow grows. */
import { eventKey, messageKey } from '#lib/core/flows/keys.ts';
import { replayedOf } from '#lib/core/flows/origins.ts';
import type { KnownEvent } from '#lib/core/flows/world.ts';

export interface EventTexts {
  /** Names it among what is correlated. */
  readonly node: string;
  /** See `eventKey` and `messageKey`. */
  readonly own: string;
  readonly message: string;
  /** Under which it meets others. */
  readonly joins: readonly string[];
  /** Its own name, and the keys by which it joins: those that name least first. */
  readonly named: readonly string[];
}

/** Kept on the event, where nobody sees it: a WeakMap of thousands costs more, and a text that is made once is hashed once. */
const TEXTS = Symbol('event texts');

export function textsOf(event: KnownEvent & { readonly [TEXTS]?: EventTexts }): EventTexts {
  const known = event[TEXTS];
  if (known !== undefined) return known;
  const texts = readTexts(event);
  Object.defineProperty(event, TEXTS, { value: texts });
  return texts;
}

function readTexts({ ref, at, reading }: KnownEvent): EventTexts {
  const own = eventKey(at);
  const keys = reading.keys.flatMap((key) => (key.join !== null && key.kind !== 'trace' ? [key.join] : []));
  const replayed = replayedOf(reading);
  return {
    node: `e:${ref}`,
    own,
    message: messageKey(at),
    joins: [
      ...keys,
      ...reading.causes,
      // A dead letter meets its replays, of which each says which letter it sends back.
      ...(reading.role === 'dead-letter' ? [own] : []),
      ...(replayed === null ? [] : [replayed.key]),
    ],
    named: [own, ...keys.toReversed()],
  };
}
