/** Told times as the flow's clocks put them right: the picture and the figures above it must say the same. */
import { brand } from '#lib/core/brand.ts';
import type { Micros } from '#lib/core/time.ts';
import { stampedWithin } from '#lib/core/same-clock.ts';
import { durationOf, spanId, timeOf, type EventInput, type FlowInput, type SpanInput } from '#lib/core/timeline/input.ts';

const DAY = 86_400_000_000;
/** 2000-01-02: earlier times are of clocks that nobody set. */
const EARLIEST = Date.UTC(2000, 0, 2) * 1000;

/**
 * @returns when a record can have begun by its own clock, in microseconds; what causes it may put that later. A time that cannot be
 * (1970, long after the flow) counts as the flow's beginning.
 */
export function putRight({ flow, clocks, spans }: Pick<FlowInput, 'flow' | 'clocks' | 'spans'>): (record: SpanInput | EventInput, told: Micros) => Micros {
  const offsets = new Map(clocks.map(({ service, offsetMs }) => [service, Math.round(offsetMs * 1000)]));
  const first = timeOf(flow.startedAt) ?? brand<Micros>(0);
  const last = timeOf(flow.lastActivityAt) ?? first;
  const byId = new Map(clocks.length === 0 ? [] : spans.map((span) => [spanId(span), span]));
  const writerOf = ({ timestampType, timestamp, producer }: EventInput, told: Micros): string | null => {
    if (timestampType !== 'create' || timestamp === null || producer === null) return null;
    const span = byId.get(spanId(producer));
    const start = span === undefined ? null : timeOf(span.startedAt);
    if (span === undefined || start === null) return producer.service;
    return stampedWithin(told, { start, end: start + durationOf(span.durationMs) }) === 'within' ? producer.service : null;
  };
  return (record, told) => {
    if (told < EARLIEST || told > last + DAY) return first;
    const teller = 'spanId' in record ? record.service : writerOf(record, told);
    return brand<Micros>(told - (teller === null ? 0 : (offsets.get(teller) ?? 0)));
  };
}
