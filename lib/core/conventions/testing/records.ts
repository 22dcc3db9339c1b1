/** Records for tests: only what a test is about is said. */
import { brand } from '#lib/core/brand.ts';
import type { SpanId, TraceId } from '#lib/core/ids.ts';
import type { EventRecord, SpanRecord } from '#lib/core/record.ts';
import type { Micros, NanosText } from '#lib/core/time.ts';

const utf8 = new TextEncoder();
type Value = string | Uint8Array | null;
const bytes = (value: Value): Uint8Array | null => (typeof value === 'string' ? utf8.encode(value) : value);

export function anEvent({ headers = [], value = null, topic = 'orders' }: { headers?: readonly (readonly [string, Value])[]; value?: unknown; topic?: string } = {}): EventRecord {
  return {
    at: { source: 'kafka', topic, incarnation: 0, partition: 0, offset: 7n },
    timestamp: brand<Micros>(1_780_000_000_000_000),
    timestampType: 'create',
    key: null,
    headers: headers.map(([name, header]) => ({ name, value: bytes(header) })),
    value: value === null || value instanceof Uint8Array ? value : utf8.encode(typeof value === 'string' ? value : JSON.stringify(value)),
  };
}

export function aSpan(some: Partial<SpanRecord> = {}): SpanRecord {
  return {
    traceId: brand<TraceId>('0af7651916cd43dd8448eb211c80319c'),
    spanId: brand<SpanId>('b7ad6b7169203331'),
    parentSpanId: null,
    name: 'orders process',
    kind: 'consumer',
    startNanos: brand<NanosText>('1780000000000000000'),
    endNanos: brand<NanosText>('1780000000001000000'),
    status: 'unset',
    statusMessage: '',
    traceState: '',
    flags: 1,
    service: 'payment',
    resource: {},
    scope: 'test',
    attributes: {},
    events: [],
    links: [],
    droppedLinks: 0,
    ...some,
  };
}
