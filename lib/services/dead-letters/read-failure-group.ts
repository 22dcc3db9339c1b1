import type { FailureGroupDetail } from '#lib/contracts/dead-letters.ts';
import type { Conventions } from '#lib/core/conventions/conventions.ts';
import { rfc3339 } from '#lib/core/time.ts';
import { separationOf } from '#lib/services/dead-letters/separation.ts';
import { stackTraceOf, wireStackTrace } from '#lib/services/dead-letters/stack-trace.ts';
import { stoppedFlows } from '#lib/services/dead-letters/stopped-flows.ts';
import { oneFailureGroup, toldGroup } from '#lib/services/dead-letters/summary-of-group.ts';
import { newestOfGroup } from '#lib/store/dead-letter-list.ts';
import { readDecisions, type GroupDecision } from '#lib/store/failure-groups.ts';
import { readStoredMessages } from '#lib/store/stored-messages.ts';
import type { QueryStore } from '#lib/store/query-store.ts';
import type { Store } from '#lib/store/store.ts';

/** Stack traces that are compared. */
const MOST_TRACES = 50;
const MOST_HISTORY = 100;

/** One failure group with what its messages share, where they fail, what they stopped and what was done about it. Throws `not-found`. */
export async function readFailureGroup(store: Pick<QueryStore, 'pool' | 'prisma'>, id: string, conventions: Conventions, nowMs: number = Date.now()): Promise<FailureGroupDetail> {
  const group = await oneFailureGroup(store, id);
  const separation = await separationOf(store, group, conventions.deadLetterHeaders);
  return {
    ...(await toldGroup(store, group, nowMs)),
    stacktrace: await traceOf(store, group.id, conventions),
    separation: { ...separation, fields: [...separation.fields] },
    stopped: await stoppedFlows(store, group),
    history: (await readDecisions(store.pool, group.id, MOST_HISTORY)).map((decision) => ({ at: rfc3339(decision.at), actor: decision.actor, action: decision.kind, text: textOf(decision) })),
  };
}

/** Of the newest that has one. */
async function traceOf({ pool }: Pick<Store, 'pool'>, groupId: string, conventions: Conventions): Promise<FailureGroupDetail['stacktrace']> {
  const letters = await newestOfGroup(pool, groupId, MOST_TRACES);
  const messages = new Map((await readStoredMessages(pool, letters.map(({ id }) => id), 0)).map((message) => [message.ref, message]));
  const traces = letters.flatMap(({ id }) => {
    const message = messages.get(id);
    return message === undefined ? [] : [stackTraceOf(message, conventions)];
  }).filter((trace) => trace !== null);
  return wireStackTrace(traces[0] ?? null, traces.slice(1));
}

function textOf({ kind, reason, owner, letters }: GroupDecision): string {
  const why = reason === null ? '' : `: ${reason}`;
  if (kind === 'assign') return owner === null ? 'took the owner away' : `made ${owner} the owner`;
  if (kind === 'note') return `noted${why}`;
  return `${kind === 'discard' ? 'discarded' : 'restored'} ${letters} ${letters === 1 ? 'message' : 'messages'}${why}`;
}
