/**
 * Plans a replay: nothing is sent, and nobody else is hindered. The selection is frozen by one statement; then it is judged page by page, each in a
 * transaction of its own, so that memory grows with topics, partitions and groups only.
 */
import type { ReplayPlan, ReplayRequest, WireBytes } from '#lib/contracts/replays.ts';
import type { Conventions } from '#lib/core/conventions/conventions.ts';
import type { AllowedTargets } from '#lib/core/dead-letters/allowed-targets.ts';
import type { Aim, Edit } from '#lib/core/dead-letters/plan-replay.ts';
import { microsFromMillis, type Micros } from '#lib/core/time.ts';
import type { Actor } from '#lib/services/dead-letters/actor.ts';
import { ServiceError } from '#lib/services/errors.ts';
import type { AskTopics } from '#lib/services/replays/ask-topics.ts';
import { judgePlan, topicsFor } from '#lib/services/replays/judge-plan.ts';
import { selectionOf } from '#lib/services/replays/selection.ts';
import { appendAudit } from '#lib/store/audit.ts';
import { notifyLetters } from '#lib/store/notify.ts';
import { uuidOfHex } from '#lib/store/refs.ts';
import { dropPlan, finishPlan, freezeSelection, insertEdits, unknownLetters } from '#lib/store/replay-plan.ts';
import { insertReplay } from '#lib/store/replays.ts';
import type { Store } from '#lib/store/store.ts';
import { inPatientTransaction, inTransaction } from '#lib/store/transaction.ts';

export interface PlanOptions {
  readonly conventions: Conventions;
  readonly allowed: AllowedTargets;
  readonly ask: AskTopics;
  readonly nowMs?: number;
}

const SAID = 20;

/** Throws `invalid`, `not-found` for a failure group that is not there, and `unavailable` where brokers cannot be asked: then nothing is kept of the plan. */
export async function planReplay({ pool }: Pick<Store, 'pool'>, request: ReplayRequest, actor: Actor, { conventions, allowed, ask, nowMs = Date.now() }: PlanOptions): Promise<ReplayPlan> {
  const at = microsFromMillis(nowMs);
  const aim: Aim = { topic: request.target?.topic ?? null, partition: request.target?.partition ?? 'same' };
  const edits = new Map(Object.entries(request.edits).map(([id, edit]) => [id.toLowerCase(), editOf(edit)]));
  const { id, words } = await freeze(pool, request, actor, { aim, edits, at });
  try {
    const topics = await topicsFor(pool, id, aim, ask);
    const { summary, refused } = await judgePlan(pool, id, { aim, edited: edits.size, conventions, allowed, topics });
    await inTransaction(pool, async (client) => {
      if (!(await finishPlan(client, id, summary, refused))) throw new ServiceError('conflict', 'The plan was cancelled while it was made.');
      await appendAudit(client, { at, actor: actor.name, address: actor.address, action: 'plan-replay', selection: words, subjects: [id.toString()], count: summary.total, reason: request.reason, outcome: refused === 0 ? `${summary.total} can be sent` : `${summary.total} can be sent, ${refused} are refused` });
      await notifyLetters(client, { version: id.toString(), ids: [`replay-${id}`] });
    });
    return { ...summary, targets: [...summary.targets].map((target) => ({ ...target, partitions: [...target.partitions], ownGroups: [...target.ownGroups], otherGroups: [...target.otherGroups] })), refused: [...summary.refused], warnings: [...summary.warnings], id: id.toString(), state: 'planned', edited: edits.size };
  } catch (error) {
    await inPatientTransaction(pool, (client) => dropPlan(client, id));
    throw error;
  }
}

interface Frozen {
  readonly aim: Aim;
  readonly edits: ReadonlyMap<string, Edit>;
  readonly at: Micros;
}

async function freeze(pool: Store['pool'], request: ReplayRequest, actor: Actor, { aim, edits, at }: Frozen): Promise<{ readonly id: bigint; readonly words: string }> {
  return inTransaction(pool, async (client) => {
    const { failureGroup, deadLetterIds, filter, ratePerSecond, canary, stopAtFailedShare, reason } = request;
    let title: string | null = null;
    if (failureGroup !== undefined) {
      const { rows } = await client.query<{ title: string }>('SELECT title FROM failure_group WHERE id = $1', [uuidOfHex(failureGroup)]);
      if (rows[0] === undefined) throw new ServiceError('not-found', 'There is no such failure group: nothing of it is kept any more, or it never was.');
      title = rows[0].title;
    }
    const { selected, words } = selectionOf(request, title, at);
    const id = await insertReplay(client, { actor: actor.name, reason, selection: { words, failureGroup, filter, deadLetterIds: deadLetterIds?.slice(0, SAID) }, aim, ratePerSecond, canary, stopAtFailedShare, plannedAt: at, edited: edits.size });
    const count = await freezeSelection(client, id, selected);
    const missing = deadLetterIds === undefined || count === new Set(deadLetterIds).size ? [] : await unknownLetters(client, deadLetterIds);
    if (missing.length > 0) throw invalid('deadLetterIds', `${missing.length} of them are no dead letters: ${missing.slice(0, SAID).join(', ')}`);
    if (count === 0) throw new ServiceError('invalid', 'Nothing is selected: there is no dead letter that is open.', { faults: [{ path: 'body', message: 'selects no dead letter' }] });
    const beside = await insertEdits(client, id, edits);
    if (beside.length > 0) throw invalid('edits', `are of dead letters that are not selected: ${beside.slice(0, SAID).join(', ')}`);
    return { id, words };
  });
}

const invalid = (field: string, message: string): ServiceError => new ServiceError('invalid', 'The replay cannot be planned.', { faults: [{ path: `body.${field}`, message }] });

function editOf({ key, headers, value }: ReplayRequest['edits'][string]): Edit {
  return {
    ...(key === undefined ? {} : { key: bytesOf(key) }),
    ...(headers === undefined ? {} : { headers: headers.map((header) => ({ name: header.name, value: bytesOf(header.value) })) }),
    ...(value === undefined ? {} : { value: bytesOf(value) }),
  };
}

const bytesOf = (bytes: WireBytes | null): Uint8Array | null => (bytes === null ? null : 'text' in bytes ? Buffer.from(bytes.text) : Buffer.from(bytes.base64, 'base64'));
