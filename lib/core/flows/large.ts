import type { Summary } from '#lib/core/flows/summary.ts';

/** Records. Stands in the predicate of the index `flow_large_idx` too. */
export const LARGE = 1000;

/** Whether deriving the flow, or reading it, costs so much that others would notice. */
export const isLarge = ({ counts: { events, spans } }: Pick<Summary, 'counts'>): boolean => events + spans > LARGE;

/** The rollup puts large flows off for so long, at most, in microseconds. */
export const LONGEST_REST_MICROS = 10_000_000;
