import type { MessageTrial, PastedMessage } from '#lib/contracts/conventions.ts';
import { configuredConventions, type ConfiguredConventions } from '#lib/core/conventions/configured.ts';
import { readStacktrace } from '#lib/core/conventions/dead-letter.ts';
import { eventInput, readEvent } from '#lib/core/conventions/read-event.ts';
import type { EventReading, Key } from '#lib/core/conventions/reading.ts';
import type { ConfiguredMasking } from '#lib/core/masking/configured.ts';
import { maskEvent } from '#lib/core/masking/mask-event.ts';
import type { EventRecord } from '#lib/core/record.ts';
import { rfc3339, type Micros } from '#lib/core/time.ts';
import { pastedRecord } from '#lib/services/conventions/pasted-record.ts';
import { trialMasking } from '#lib/services/conventions/trial-masking.ts';
import { whyJoins } from '#lib/services/conventions/why-joins.ts';

/**
 * What a collector with these settings would read out of the message: masked first, then read by the same code. Nothing is stored.
 * Throws `invalid` with every fault of what was pasted.
 */
export function tryMessage(pasted: PastedMessage, settings: { readonly conventions: ConfiguredConventions; readonly masking: ConfiguredMasking }): MessageTrial {
  const given = pastedRecord(pasted);
  const rules = trialMasking(settings.masking);
  const record = rules === null ? given : maskEvent(given, rules);
  const conventions = configuredConventions(settings.conventions);
  const reading = readEvent(record, conventions);
  return {
    type: reading.type,
    messageId: reading.messageId,
    contentType: reading.contentType,
    eventTime: time(reading.eventTime),
    sequence: reading.sequence,
    role: reading.role,
    attempt: reading.attempt,
    dueAt: time(reading.dueAt ?? null),
    trace: traceOf(reading),
    keys: reading.keys.map((key) => keyOf(key, reading)),
    causes: reading.causes.map((text) => text.replace(/^m:/, '')),
    failure: failureOf(reading, readStacktrace(eventInput(record, conventions, () => {}), reading.role)),
    replay: reading.replay ?? null,
    notes: [...reading.notes],
    masked: maskedBy(record),
    headers: given.headers.length,
    size: given.value?.length ?? null,
  };
}

const time = (micros: Micros | null): string | null => (micros === null ? null : rfc3339(micros));

const traceOf = ({ trace }: EventReading): MessageTrial['trace'] =>
  trace === null ? null : { traceId: trace.traceId, spanId: trace.ref?.spanId ?? null, sampled: trace.sampled, state: trace.state ?? null, from: trace.from };

function keyOf(key: Key, reading: EventReading): MessageTrial['keys'][number] {
  const { kind, name, value, from } = key;
  return { kind, ...(name === undefined ? {} : { name }), value, from, place: from.startsWith('/') ? 'payload' : 'header', joins: key.join !== null, why: whyJoins(key, reading) };
}

function failureOf({ failure }: EventReading, stacktrace: string | null): MessageTrial['failure'] {
  if (failure === null) return null;
  const { framework, origin, type, message, failedAt, history } = failure;
  return {
    framework: framework ?? null,
    origin: origin === null ? null : { ...origin, offset: origin.offset === null ? null : String(origin.offset) },
    type,
    message,
    stacktrace,
    failedAt: time(failedAt ?? null),
    history: [...(history ?? [])],
  };
}

const maskedBy = ({ masked }: EventRecord): string[] => [...new Set([...(masked?.payload?.rules ?? []), ...(masked?.rules ?? [])])];
