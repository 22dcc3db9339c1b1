import { brand } from '#lib/core/brand.ts';
import type { SpanId, TraceId } from '#lib/core/ids.ts';
import { masking, type Masking } from '#lib/core/masking/masking.ts';
import { KNOWN_PATTERNS } from '#lib/core/masking/patterns/known.ts';
import type { MaskingRules } from '#lib/core/masking/rules.ts';
import type { EventRecord, SpanRecord } from '#lib/core/record.ts';
import type { NanosText } from '#lib/core/time.ts';

export const ALL_PATTERNS = Object.values(KNOWN_PATTERNS);
export const KEY = Buffer.alloc(32, 7);

export function maskingFor(rules: Partial<MaskingRules>, key: Uint8Array = KEY): Masking {
  const made = masking({ payloadOff: [], pointers: [], headers: [], attributes: [], patterns: [], ...rules }, key);
  if (made === null) throw new Error('there is no rule');
  return made;
}

export const event = (parts: { readonly key?: string | Uint8Array | null; readonly value?: string | Uint8Array | null; readonly headers?: Readonly<Record<string, string | Uint8Array | null>>; readonly topic?: string } = {}): EventRecord => ({
  at: { source: 'kafka', topic: parts.topic ?? 'orders', incarnation: 0, partition: 0, offset: 0n },
  timestamp: null,
  timestampType: 'none',
  key: bytesOf(parts.key ?? null),
  headers: Object.entries(parts.headers ?? {}).map(([name, value]) => ({ name, value: bytesOf(value) })),
  value: bytesOf(parts.value ?? null),
});

const bytesOf = (value: string | Uint8Array | null): Uint8Array | null => (typeof value === 'string' ? Buffer.from(value) : value);

export const textOf = (bytes: Uint8Array | null | undefined): string | null => (bytes == null ? null : Buffer.from(bytes).toString('utf8'));

export const span = (parts: Partial<SpanRecord>): SpanRecord => ({
  traceId: brand<TraceId>('1'.repeat(32)),
  spanId: brand<SpanId>('2'.repeat(16)),
  parentSpanId: null,
  name: 'span',
  kind: 'internal',
  startNanos: brand<NanosText>('1'),
  endNanos: brand<NanosText>('2'),
  status: 'unset',
  statusMessage: '',
  traceState: '',
  flags: 1,
  service: 'service',
  resource: { 'service.name': 'service' },
  scope: 'scope',
  attributes: {},
  events: [],
  links: [],
  droppedLinks: 0,
  ...parts,
});
