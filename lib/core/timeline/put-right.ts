/** Told times as the flow's clocks put them right: the picture and the figures above it must say the same. */
import { brand } from '#lib/core/brand.ts';
import type { Micros } from '#lib/core/time.ts';
import { timeOf, type EventInput, type FlowInput, type SpanInput } from '#lib/core/timeline/input.ts';

const DAY = 86_400_000_000;
/** 2000-01-02: earlier times are of clocks that nobody set. */
const EARLIEST = Date.UTC(2000, 0, 2) * 1000;

/**
 * @returns when a record can have begun by its own clock, in microseconds; what causes it may put that later. A time that cannot be
 * (1970, long after the flow) counts as the flow's beginning.
 */
export function putRight({ flow, clocks }: Pick<FlowInput, 'flow' | 'clocks'>): (record: SpanInput | EventInput, told: Micros) => Micros {
  const offsets = new Map(clocks.map(({ service, offsetMs }) => [service, Math.round(offsetMs * 1000)]));
  const first = timeOf(flow.startedAt) ?? brand<Micros>(0);
  const last = timeOf(flow.lastActivityAt) ?? first;
  return (record, told) => {
    if (told < EARLIEST || told > last + DAY) return first;
    const teller = 'spanId' in record ? record.service : record.timestampType === 'create' && record.timestamp !== null ? (record.producer?.service ?? null) : null;
    return brand<Micros>(told - (teller === null ? 0 : (offsets.get(teller) ?? 0)));
  };
}
