import type { FlowSummary } from '#lib/contracts/flows.ts';

/** Milliseconds in which nothing needs to come for a flow to be as alive as ever. */
const SHORT_MS = 60_000;

/** Whether more is awaited: what such a flow took is so only until now. */
export const isOpen = ({ status }: Pick<FlowSummary, 'status'>): boolean => status === 'in-flight' || status === 'stalled';

/** For how many milliseconds nothing has come of a flow that is not over; null of others, and where that is not worth a word. `now` in milliseconds since the epoch. */
export function quietFor(flow: Pick<FlowSummary, 'status' | 'lastActivityAt'>, now: number): number | null {
  const quiet = now - Date.parse(flow.lastActivityAt);
  return isOpen(flow) && quiet >= SHORT_MS ? quiet : null;
}
