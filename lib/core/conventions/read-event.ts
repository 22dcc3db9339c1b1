import type { EventRecord } from '#lib/core/record.ts';
import { readAttempt } from '#lib/core/conventions/attempt.ts';
import { businessKeys } from '#lib/core/conventions/business-keys.ts';
import { readCauses } from '#lib/core/conventions/causation.ts';
import { readCloudEvent } from '#lib/core/conventions/cloudevents.ts';
import { DEFAULT_CONVENTIONS, type Conventions } from '#lib/core/conventions/conventions.ts';
import { correlationKeys } from '#lib/core/conventions/correlation.ts';
import { readFailure } from '#lib/core/conventions/dead-letter.ts';
import { readDueAt } from '#lib/core/conventions/due-at.ts';
import type { EventInput } from '#lib/core/conventions/event-input.ts';
import { readEventTime } from '#lib/core/conventions/event-time.ts';
import { readEventType } from '#lib/core/conventions/event-type.ts';
import { viewHeaders } from '#lib/core/conventions/header-view.ts';
import { messageKeys } from '#lib/core/conventions/message-id.ts';
import { collectNotes, type Note } from '#lib/core/conventions/notes.ts';
import { readPayload } from '#lib/core/conventions/payload.ts';
import type { EventReading } from '#lib/core/conventions/reading.ts';
import { readReplay } from '#lib/core/conventions/replay.ts';
import { readSequence } from '#lib/core/conventions/sequence.ts';
import { readRole } from '#lib/core/conventions/topic-role.ts';
import { readTraceContext } from '#lib/core/conventions/trace-context.ts';

/**
 * Reads everything that a message says about itself. Never throws: whatever is malformed is absent, with a note.
 * Keys come in the order correlation, trace, message, business.
 */
export function readEvent(record: EventRecord, conventions: Conventions = DEFAULT_CONVENTIONS): EventReading {
  const { note, notes } = collectNotes();
  const input = eventInput(record, conventions, note);
  const { trace, earlier, keys: traceKeys } = readTraceContext(input);
  const message = messageKeys(input);
  const role = readRole(input);
  const replay = readReplay(input);
  const dueAt = readDueAt(input);
  return {
    keys: [...correlationKeys(input), ...traceKeys, ...message, ...businessKeys(input)],
    type: readEventType(input),
    messageId: message[0]?.value ?? null,
    trace,
    ...(earlier.length === 0 ? {} : { earlierTraces: earlier }),
    causes: readCauses(input),
    eventTime: readEventTime(input),
    sequence: readSequence(input),
    contentType: input.contentType,
    attempt: readAttempt(input, role),
    ...(dueAt === null ? {} : { dueAt }),
    role,
    failure: readFailure(input, role),
    ...(replay === null ? {} : { replay }),
    notes,
  };
}

/** A record taken apart as far as every reader needs it. */
export function eventInput(record: EventRecord, conventions: Conventions, note: Note): EventInput {
  const headers = viewHeaders(record.headers, note);
  const contentType = readContentType(headers.last('content-type') ?? headers.last('contentType'));
  const value = readPayload(record.value, contentType, note);
  const cloudEvent = readCloudEvent(headers, contentType, value, note);
  return { record, headers, contentType, payload: cloudEvent?.data ?? value, cloudEvent, conventions, note };
}

/** Media types are short and plain; anything else says nothing. */
function readContentType(text: string | null): string | null {
  return text !== null && /^[\x21-\x7e][\x20-\x7e]{0,254}$/.test(text) ? text : null;
}
