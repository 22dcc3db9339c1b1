import type { EventDetail } from '#lib/contracts/flows.ts';
import { DEFAULT_CONVENTIONS, type Conventions } from '#lib/core/conventions/conventions.ts';
import { meaningsOf } from '#lib/core/conventions/header-meaning.ts';
import type { EventReading } from '#lib/core/conventions/reading.ts';
import { rfc3339 } from '#lib/core/time.ts';
import { findEvents, type EventPlace } from '#lib/services/events/find.ts';
import { flowOfEvent } from '#lib/services/events/flow-of-event.ts';
import { viewHeader } from '#lib/services/events/header-value.ts';
import { viewPayload } from '#lib/services/events/payload.ts';
import { readableText } from '#lib/core/readable-text.ts';
import { storedBody } from '#lib/services/events/stored-body.ts';
import { whereaboutsOf } from '#lib/services/whereabouts/of-event.ts';
import { decodeHeaders } from '#lib/store/headers.ts';
import type { QueryStore } from '#lib/store/query-store.ts';

/** Where CloudEvents over HTTP are; no broker has them. */
const PUSHED_SOURCE = 'http';

const TIMESTAMP_TYPES = ['none', 'create', 'append'] as const;

/** One event with everything that is kept of it; null where there is none at this place. */
export async function readEventDetail(store: Pick<QueryStore, 'pool' | 'prisma'>, place: EventPlace, conventions: Conventions = DEFAULT_CONVENTIONS): Promise<EventDetail | null> {
  const [found] = await findEvents(store, place);
  if (!found) return null;
  const [body, flowId] = await Promise.all([storedBody(store, found), flowOfEvent(store, found)]);
  if (body === null) return null; // dropped by retention just now
  const { topicId, at, timestamp, observedAt, reading } = found;
  return {
    coordinates: { ...at, offset: String(at.offset) },
    flowId,
    id: reading.messageId,
    type: reading.type,
    key: body.key === null ? null : (readableText(body.key, false) ?? Buffer.from(body.key).toString('hex')),
    timestamp: timestamp === null ? null : rfc3339(timestamp),
    timestampType: TIMESTAMP_TYPES[found.timestampType] ?? 'none',
    observedAt: rfc3339(observedAt),
    eventTime: reading.eventTime === null ? null : rfc3339(reading.eventTime),
    trace: traceOf(reading),
    keys: reading.keys.map(({ kind, name, value, from }) => ({ kind, ...(name === undefined ? {} : { name }), value, from })),
    notes: [...reading.notes],
    headers: decodeHeaders(body.headers).map((header) => headerOf(viewHeader(header), reading, conventions)),
    maskedBy: [...(reading.masking?.rules ?? [])],
    payload: viewPayload({
      value: body.value,
      size: found.valueSize,
      sha256: body.sha256 === null ? null : Buffer.from(body.sha256).toString('hex'),
      contentType: reading.contentType,
      hasBroker: at.source !== PUSHED_SOURCE,
      masking: reading.masking?.payload ?? null,
    }),
    ...(await whereaboutsOf(store, { topicId, ...at, timestamp, observedAt, flowId })),
  };
}

const headerOf = (header: ReturnType<typeof viewHeader>, reading: EventReading, conventions: Conventions): EventDetail['headers'][number] => ({
  ...header,
  meaning: meaningsOf(header, { reading, conventions }).map(({ name, value, at }) => ({ name, value, ...(at === null ? {} : { at: rfc3339(at) }) })),
});

const traceOf = ({ trace }: EventReading): EventDetail['trace'] =>
  trace === null ? null : { traceId: trace.traceId, spanId: trace.ref?.spanId ?? null, from: trace.from };
