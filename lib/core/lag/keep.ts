/** What stays known of a message that waits, from look to look. */
import type { BehindSince, TimeLagEvidence } from '#lib/core/lag/time-lag.ts';

/** The surer first. */
const EVIDENCE: readonly TimeLagEvidence[] = ['appended', 'observed', 'estimated', 'message-age', 'more-than', 'unknown'];

/** Of one and the same offset: when its message was written does not change, and what was known better once is known still. */
export function surer(before: BehindSince, now: BehindSince): BehindSince {
  const [first, second] = [EVIDENCE.indexOf(before.evidence), EVIDENCE.indexOf(now.evidence)];
  if (first !== second) return first < second ? before : now;
  // Two bounds are both true: the earlier says more.
  return before.since !== null && now.since !== null && now.evidence === 'more-than' && now.since < before.since ? now : before;
}
