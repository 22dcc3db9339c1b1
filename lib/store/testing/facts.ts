import { createHash } from 'node:crypto';
import { brand } from '#lib/core/brand.ts';
import { parseSpanId, parseTraceId, type SpanId, type TraceId } from '#lib/core/ids.ts';
import type { SpanRecord } from '#lib/core/record.ts';
import type { Micros, NanosText } from '#lib/core/time.ts';
import type { ChunkFact, EventFact, FactBatch, SliceFact } from '#lib/store/facts.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

/** Digits of a hash, so that names in tests can stand for ids. */
const digits = (name: string, length: number): string => createHash('sha256').update(name).digest('hex').slice(0, length);
export const traceIdFor = (name: string): TraceId => parseTraceId(digits(name, 32)) ?? neverZero();
const spanIdFor = (name: string): SpanId => parseSpanId(digits(name, 16)) ?? neverZero();

export interface EventOptions extends Partial<EventFact['record']> {
  readonly topic?: string;
  readonly partition?: number;
  readonly postings?: EventFact['postings'];
  readonly type?: string | null;
  readonly role?: EventFact['role'];
}

export function eventFact(offset: bigint, { topic = 'orders', partition = 0, postings = [], type = null, role = 'normal', ...record }: EventOptions = {}): EventFact {
  return {
    record: {
      at: { source: 'kafka', topic, incarnation: 0, partition, offset },
      timestamp: brand<Micros>(1_700_000_000_000_000),
      timestampType: 'create',
      key: bytes(`key ${offset}`),
      headers: [{ name: 'correlation-id', value: bytes(`c-${offset}`) }],
      value: bytes(`{"n":${offset}}`),
      ...record,
    },
    meta: bytes('{}'),
    type,
    role,
    postings,
  };
}

/** The events `from` … `to` - 1 of one partition. */
export function sliceFact(from: bigint, to: bigint, options: EventOptions = {}): SliceFact {
  const offsets = Array.from({ length: Number(to - from) }, (_, index) => from + BigInt(index));
  return { topic: options.topic ?? 'orders', incarnation: 0, partition: options.partition ?? 0, from, to, events: offsets.map((offset) => eventFact(offset, options)) };
}

function spanRecord(trace: string, span: string, changes: Partial<SpanRecord> = {}): SpanRecord {
  return {
    traceId: traceIdFor(trace),
    spanId: spanIdFor(span),
    parentSpanId: null,
    name: span,
    kind: 'internal',
    startNanos: brand<NanosText>('1700000000000000000'),
    endNanos: brand<NanosText>('1700000000001000000'),
    status: 'unset',
    statusMessage: '',
    traceState: '',
    flags: 1,
    service: 'orders',
    resource: { 'service.name': 'orders' },
    scope: 'test',
    attributes: {},
    events: [],
    links: [],
    droppedLinks: 0,
    ...changes,
  };
}

export const chunkFact = (trace: string, spans: readonly string[], postings: ChunkFact['postings'] = []): ChunkFact => ({
  traceId: traceIdFor(trace),
  spans: spans.map((span) => spanRecord(trace, span)),
  postings,
});

export const factBatch = (parts: Partial<FactBatch>): FactBatch => ({ source: 'kafka', slices: [], pushed: [], chunks: [], quarantined: [], ...parts });

function neverZero(): never {
  throw new Error('A hash was all zero.');
}
