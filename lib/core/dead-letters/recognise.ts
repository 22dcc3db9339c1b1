/** All that is told of one dead letter, from its own bytes and what stands in its flow: the same from any order of arrival. */
import type { FailureHeaders } from '#lib/core/conventions/conventions.ts';
import type { EventReading } from '#lib/core/conventions/reading.ts';
import { fingerprint, type Fingerprint } from '#lib/core/dead-letters/fingerprint.ts';
import { headersOfReplay, whyNotWritable } from '#lib/core/dead-letters/headers-of-replay.ts';
import { findOrigin, type Origin, type OriginCandidate } from '#lib/core/dead-letters/origin.ts';
import { parseCoordinates, type Coordinates } from '#lib/core/ids.ts';
import type { Header } from '#lib/core/record.ts';

export interface Letter extends OriginCandidate {
  readonly reading: EventReading;
  readonly headers: readonly Header[];
  /** Of its headers, see `readStacktrace`. */
  readonly stacktrace: string | null;
  readonly keyText: string | null;
}

export interface Recognised {
  readonly origin: Origin | null;
  readonly failure: Fingerprint;
  /** As its headers told it, without placeholders. */
  readonly message: string | null;
  /** The dead letter that was sent back and failed again as this one, and by which replay. */
  readonly replay: { readonly id: string; readonly of: Coordinates } | null;
  /** Why the client could not write its headers back as they are; null where it could. */
  readonly unwritable: string | null;
  /** Lower case, for free text. */
  readonly search: string;
}

const LONGEST_SEARCH = 2000;
/** As long as any: the id of a replay is not known yet. */
const SOME_REPLAY = '0';

/** `flow`: the other messages of its flow. */
export function recognise(letter: Letter, flow: readonly OriginCandidate[], failureHeaders: FailureHeaders): Recognised {
  const { at, reading, headers, stacktrace, keyText } = letter;
  const told = reading.failure;
  const origin = findOrigin(letter, flow);
  const message = told?.message ?? null;
  const failure = fingerprint({ originTopic: origin?.topic ?? null, consumerGroup: origin?.group ?? null, type: told?.type ?? null, message, stacktrace });
  const of = reading.replay?.of == null ? null : parseCoordinates(reading.replay.of);
  const sent = headersOfReplay(headers, SOME_REPLAY, at, failureHeaders).filter(({ fate }) => fate !== 'stripped');
  const words = [failure.exceptionType, told?.type, message, failure.message, origin?.topic, origin?.group, at.topic, reading.type, keyText];
  return {
    origin,
    failure,
    message,
    replay: reading.replay === undefined || of === null ? null : { id: reading.replay.id, of },
    unwritable: whyNotWritable(sent),
    search: [...new Set(words.filter((word) => word != null && word !== ''))].join('\n').toLowerCase().slice(0, LONGEST_SEARCH).toWellFormed(),
  };
}

/** All attempts that were made: those before it was sent back, and those since. `before` null where it was not, or where nothing is known of it. */
export const attemptsOf = ({ attempt }: Pick<EventReading, 'attempt'>, before: number | null): number => Math.min(MOST_ATTEMPTS, attempt + (before ?? 0));

/** Of 32 bits, as they are stored. */
const MOST_ATTEMPTS = 2 ** 31 - 1;
