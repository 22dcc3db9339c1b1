/** Failure groups as the API tells them. */
import type { FailureGroup } from '#lib/contracts/dead-letters.ts';
import { groupState } from '#lib/core/dead-letters/letter-state.ts';
import { rfc3339 } from '#lib/core/time.ts';
import type { GroupNote, ListedFailureGroup } from '#lib/store/failure-groups.ts';

export function wireFailureGroup(group: ListedFailureGroup, trend: readonly number[], notes: readonly GroupNote[]): FailureGroup {
  const { id, counts, reFailed, firstSeenAt, lastSeenAt, sources, ...told } = group;
  return {
    ...told,
    id: id.replaceAll('-', ''),
    sources: [...sources],
    count: Object.values(counts).reduce((sum, count) => sum + count, 0),
    open: counts.open,
    counts,
    reFailed,
    firstSeenAt: rfc3339(firstSeenAt),
    lastSeenAt: rfc3339(lastSeenAt),
    state: groupState(counts, reFailed),
    notes: notes.map(({ at, actor, text }) => ({ at: rfc3339(at), actor, text })),
    trend: [...trend],
  };
}
