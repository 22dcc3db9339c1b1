/** Times as records tell them, and whether they can be believed at all. */
import type { FlowContext } from '#lib/core/flows/context.ts';
import { endOf, startOf, type FlowRecord } from '#lib/core/flows/records.ts';
import { brand } from '#lib/core/brand.ts';
import type { Micros } from '#lib/core/time.ts';

export interface ToldTime {
  /** Where the record's own time cannot be, when it was seen. */
  readonly start: Micros;
  readonly end: Micros;
  /** What it tells that cannot be: 1970 is a clock that was never set, the far future one that was set wrong. */
  readonly absurd: Micros | null;
}

/** A record cannot have been made after it was seen, beyond what clocks may differ by; nor before there were such records. */
export function toldTime(record: FlowRecord, context: FlowContext): ToldTime {
  const seen = seenAt(record, context);
  const [start, end] = [startOf(record), endOf(record)];
  if (!canBe(start, seen)) return { start: seen, end: seen, absurd: start };
  return canBe(end, seen) ? { start, end, absurd: null } : { start, end: start, absurd: end };
}

/** When the record was received; of a span when the last of its trace was. */
export const seenAt = (record: FlowRecord, { now, observedAt }: FlowContext): Micros => ('event' in record ? record.event.observedAt : (observedAt?.(record.span.span.traceId) ?? now));

const canBe = (time: Micros, seen: Micros): boolean => time >= EARLIEST && time <= seen + LATEST_AFTER;

/** 2000-01-02: devices without a battery begin at 1970 or at 2000. */
const EARLIEST = brand<Micros>(Date.UTC(2000, 0, 2) * 1000);
const LATEST_AFTER = 86_400_000_000;
