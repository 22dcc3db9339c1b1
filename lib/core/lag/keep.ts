/** What a process that has just begun to look keeps of what was judged before it: its windows are still empty. */
import { severityOf, type LagStatus } from '#lib/core/lag/statuses.ts';
import type { BehindSince, TimeLagEvidence } from '#lib/core/lag/time-lag.ts';
import { WINDOW_SAMPLES, type Window } from '#lib/core/lag/window.ts';

const OF_A_WINDOW: ReadonlySet<LagStatus> = new Set(['stopped', 'stalled', 'rewound', 'not-moving', 'falling-behind']);

/** A window that is not full yet cannot take back what a full one said, as long as there is a lag. */
export const keptStatus = (judged: LagStatus, before: LagStatus | null, { looks }: Window): LagStatus =>
  before !== null && looks.length < WINDOW_SAMPLES && OF_A_WINDOW.has(before) && severityOf(judged) > severityOf(before) ? before : judged;

/** The surer first. */
const EVIDENCE: readonly TimeLagEvidence[] = ['appended', 'observed', 'estimated', 'message-age', 'more-than', 'unknown'];

/** Of one and the same offset: when its message was written does not change, and what was known better once is known still. */
export function surer(before: BehindSince, now: BehindSince): BehindSince {
  const [first, second] = [EVIDENCE.indexOf(before.evidence), EVIDENCE.indexOf(now.evidence)];
  if (first !== second) return first < second ? before : now;
  // Two bounds are both true: the earlier says more.
  return before.since !== null && now.since !== null && now.evidence === 'more-than' && now.since < before.since ? now : before;
}
