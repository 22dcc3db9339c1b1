/** Failure groups and dead letters as the API tells them. */
import type { DeadLetter, FailureGroup } from '#lib/contracts/dead-letters.ts';
import { groupState } from '#lib/core/dead-letters/letter-state.ts';
import { rfc3339 } from '#lib/core/time.ts';
import type { ListedDeadLetter, ReplayOfLetter } from '#lib/store/dead-letter-list.ts';
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

/** Without its stack trace, which lists do not have. */
export function wireDeadLetter(letter: ListedDeadLetter, replays: readonly ReplayOfLetter[]): DeadLetter {
  const { at, origin } = letter;
  return {
    id: letter.id,
    state: letter.state,
    coordinates: { ...at, offset: at.offset.toString() },
    seenAt: rfc3339(letter.seenAt),
    origin: origin === null ? null : { ...origin, offset: origin.offset?.toString() ?? null },
    failure: { type: letter.exceptionType, message: letter.message, stacktrace: null, attempts: letter.attempts, failedAt: letter.failedAt === null ? null : rfc3339(letter.failedAt), framework: letter.framework },
    failureGroup: letter.groupId.replaceAll('-', ''),
    flowId: letter.flowId,
    messageType: letter.messageType,
    messageId: letter.messageId,
    key: letter.key,
    size: letter.size,
    replayOf: letter.replayOf,
    replays: replays.map(({ replayId, seq, state, at: then, became }) => ({ replayId: replayId.toString(), itemId: `${replayId}-${seq}`, state, at: rfc3339(then), becameId: became })),
  };
}
