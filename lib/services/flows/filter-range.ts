import type { FlowFilter } from '#lib/contracts/flows.ts';
import type { Micros } from '#lib/core/time.ts';
import { resolveTimeBound } from '#lib/services/flows/time-bound.ts';

/** When the flows of a filter start: microseconds since the epoch, `to` exclusive, null without end. */
export interface FilterRange {
  readonly from: number | null;
  readonly to: number | null;
}

export const filterRange = ({ from, to }: Pick<FlowFilter, 'from' | 'to'>, now: Micros): FilterRange => ({
  from: from === undefined ? null : resolveTimeBound(from, now),
  to: to === undefined ? null : resolveTimeBound(to, now),
});
