/** Rows as the rollup and the ingest write them, for the tests of the services that read them. */
import { encodeReading } from '#lib/core/conventions/reading-json.ts';
import type { EventReading } from '#lib/core/conventions/reading.ts';
import { hashKey } from '#lib/core/flows/keys.ts';
import type { Header } from '#lib/core/record.ts';
import type { EventBody } from '#lib/store/event-chunk.ts';
import { encodeHeaders } from '#lib/store/headers.ts';
import type { Flow, Event } from '#lib/store/prisma/client.ts';
import type { QueryStore } from '#lib/store/query-store.ts';
import { insertEventChunk } from '#lib/store/testing/stored-events.ts';
import { foldTallies } from '#lib/store/fold-tallies.ts';
import { inTransaction } from '#lib/store/transaction.ts';

export interface FlowInput extends Partial<Omit<Flow, 'segments' | 'outline'>> {
  readonly id: string;
  readonly keys?: readonly { readonly kind: string; readonly name?: string; readonly value: string }[];
}

/** 2026-01-31T12:00:00Z in microseconds. */
export const NOON = BigInt(Date.UTC(2026, 0, 31, 12)) * 1000n;

export async function insertFlow(store: QueryStore, { keys = [], ...flow }: FlowInput): Promise<void> {
  const startedAt = flow.startedAt ?? NOON;
  await store.prisma.flow.create({
    data: {
      kind: 'order.created',
      status: 'completed',
      startedAt,
      lastActivityAt: startedAt + 1_000_000n,
      durationMicros: 1_000_000n,
      observedAt: startedAt + 1_000_000n,
      settlesAt: null,
      entry: 'order.created',
      services: [],
      topics: [],
      eventCount: 1,
      spanCount: 0,
      errorCount: 0,
      retryCount: 0,
      duplicateCount: 0,
      deadLetterCount: 0,
      search: '',
      events: [],
      segments: [],
      version: 1n,
      ...flow,
      keys: { create: keys.map(({ kind, name = '', value }) => ({ kind, name, value, hash: hashKey(`${kind}:${name}:${value}`) })) },
    },
  });
  await inTransaction(store.pool, foldTallies);
}

export interface EventInput {
  readonly topic: string;
  readonly incarnation?: number;
  readonly offset: bigint;
  readonly headers?: readonly Header[];
  readonly reading?: Partial<EventReading>;
  readonly row?: Partial<Event & Pick<EventBody, 'key' | 'value' | 'sha256'>>;
}

export const READING: EventReading = {
  keys: [],
  type: null,
  messageId: null,
  trace: null,
  causes: [],
  eventTime: null,
  sequence: null,
  contentType: null,
  attempt: 1,
  role: 'normal',
  failure: null,
  notes: [],
};

/** In source `kafka`, partition 0, today; returns the topic's id. */
export async function insertEvent(store: QueryStore, { topic, incarnation = 0, offset, headers = [], reading = {}, row: { key = null, value = null, sha256 = null, ...row } = {} }: EventInput): Promise<number> {
  const name = { source: 'kafka', name: topic, incarnation };
  const { id } = await store.prisma.topic.upsert({ where: { source_name_incarnation: name }, create: { ...name, firstSeenAt: NOON }, update: {} });
  const chunk = await insertEventChunk(store.pool, [{ key, headers: encodeHeaders(headers), meta: encodeReading({ ...READING, ...reading }), sha256, value }]);
  await store.prisma.event.create({
    data: {
      topicId: id,
      partition: 0,
      offset,
      observedDay: new Date(new Date().toISOString().slice(0, 10)),
      observedAt: NOON,
      timestamp: NOON,
      timestampType: 1,
      chunk,
      place: 0,
      ...row,
    },
  });
  return id;
}
