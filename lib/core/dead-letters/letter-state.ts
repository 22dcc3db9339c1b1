/** The state of a dead letter, and of a failure group, as it follows from what was decided and sent: computed, never set. */
import type { DeadLetterState, ItemState } from '#lib/core/dead-letters/states.ts';
import { isLive } from '#lib/core/dead-letters/replay-state.ts';
import type { Micros } from '#lib/core/time.ts';

/** The newest decision about one dead letter. */
export interface LastDecision {
  readonly kind: 'discard' | 'restore';
  readonly at: Micros;
}

/** The newest item of a replay with one dead letter, of those that were sent or may have been. */
export interface LastItem {
  readonly state: ItemState;
  /** When it came into this state. */
  readonly at: Micros;
}

const BY_ITEM: Readonly<Partial<Record<ItemState, DeadLetterState>>> = { succeeded: 'resolved', 'failed-again': 'failed-again' };
const BY_DECISION: Readonly<Record<LastDecision['kind'], DeadLetterState>> = { discard: 'discarded', restore: 'open' };

/** What is on its way counts whatever else was said; then the newer word. What was refused, cancelled or only planned leaves it as it was. */
export function letterState(decision: LastDecision | null, item: LastItem | null): DeadLetterState {
  if (item !== null && isLive(item.state)) return 'replaying';
  const byItem = item === null ? undefined : BY_ITEM[item.state];
  if (item !== null && byItem !== undefined && (decision === null || item.at >= decision.at)) return byItem;
  return decision === null ? 'open' : BY_DECISION[decision.kind];
}

export type StateCounts = Readonly<Record<DeadLetterState, number>>;

/** As the worst of its dead letters that somebody has to look at; `failed-again` where one of the open ones came of a replay. */
export function groupState(counts: StateCounts, reFailed: number): DeadLetterState {
  if (counts.replaying > 0) return 'replaying';
  if (counts.open > 0) return reFailed > 0 ? 'failed-again' : 'open';
  return counts.resolved + counts['failed-again'] === 0 && counts.discarded > 0 ? 'discarded' : 'resolved';
}
