/** Plans a replay: nothing is sent, and nobody else is hindered. A small selection is planned at once; of a large one a collector makes the plan (make-plan.ts). */
import type pg from 'pg';
import type { ReplayPlan, ReplayRequest, WireBytes } from '#lib/contracts/replays.ts';
import type { Conventions } from '#lib/core/conventions/conventions.ts';
import type { AllowedTargets } from '#lib/core/dead-letters/allowed-targets.ts';
import type { Edit } from '#lib/core/dead-letters/plan-replay.ts';
import type { PlanSummary } from '#lib/core/dead-letters/plan-summary.ts';
import { microsFromMillis } from '#lib/core/time.ts';
import type { Actor } from '#lib/services/dead-letters/actor.ts';
import { ServiceError } from '#lib/services/errors.ts';
import type { AskTopics } from '#lib/services/replays/ask-topics.ts';
import { makePlan } from '#lib/services/replays/make-plan.ts';
import { selectionOf, type Selection } from '#lib/services/replays/selection.ts';
import { countDeadLetters } from '#lib/store/dead-letter-filter.ts';
import { notifyLetters } from '#lib/store/notify.ts';
import { uuidOfHex } from '#lib/store/refs.ts';
import { releaseLease } from '#lib/store/replay-lease.ts';
import { insertEdits, unknownLetters } from '#lib/store/replay-plan.ts';
import { dropPlan, freezeSelection, type HeldReplay } from '#lib/store/replay-planning.ts';
import { insertReplay, type NewReplay } from '#lib/store/replays.ts';
import type { Store } from '#lib/store/store.ts';
import { inPatientTransaction, inTransaction } from '#lib/store/transaction.ts';

export interface PlanOptions {
  readonly conventions: Conventions;
  readonly allowed: AllowedTargets;
  readonly ask: AskTopics;
  readonly nowMs?: number;
}

const SAID = 20;
/** More than so many are planned by a collector, and the answer does not wait for it. */
const MOST_AT_ONCE = 5000;
/** Should this process be lost, a collector goes on with the plan then. */
const HOLD_MS = 60_000;
const FIRST_TERM = 0n;

/** Throws `invalid`, `not-found` for a failure group that is not there, and `unavailable` where brokers cannot be asked: then nothing is kept of the plan. */
export async function planReplay({ pool }: Pick<Store, 'pool'>, request: ReplayRequest, actor: Actor, { conventions, allowed, ask, nowMs = Date.now() }: PlanOptions): Promise<ReplayPlan> {
  const at = microsFromMillis(nowMs);
  const edits = new Map(Object.entries(request.edits).map(([id, edit]) => [id.toLowerCase(), editOf(edit)]));
  const { failureGroup, filter, deadLetterIds, ratePerSecond, canary, stopAtFailedShare, reason, target } = request;
  const selection = selectionOf(request, failureGroup === undefined ? null : await titleOf(pool, failureGroup), at);
  const replay: NewReplay = {
    actor: actor.name, reason, ratePerSecond, canary, stopAtFailedShare, plannedAt: at, edited: edits.size, holdMs: HOLD_MS,
    aim: { topic: target?.topic ?? null, partition: target?.partition ?? 'same' },
    selection: { words: selection.words, failureGroup, filter, deadLetterIds: deadLetterIds?.slice(0, SAID), address: actor.address },
  };
  if (edits.size === 0 && (await isLarge(pool, selection))) return unplanned(await leaveIt(pool, replay), edits.size, null);
  const { held, count } = await freeze(pool, replay, selection, deadLetterIds, edits);
  if (count > MOST_AT_ONCE) {
    await releaseLease(pool, held.replayId, held.term);
    return unplanned(held.replayId, edits.size, count);
  }
  try {
    const summary = await makePlan(pool, held, { conventions, allowed, ask });
    return summary === null ? unplanned(held.replayId, edits.size, count) : planned(held.replayId, edits.size, summary);
  } catch (error) {
    await inPatientTransaction(pool, (client) => dropPlan(client, held));
    throw error;
  }
}

async function titleOf(pool: pg.Pool, failureGroup: string): Promise<string> {
  const { rows } = await pool.query<{ title: string }>('SELECT title FROM failure_group WHERE id = $1', [uuidOfHex(failureGroup)]);
  if (rows[0] === undefined) throw new ServiceError('not-found', 'There is no such failure group: nothing of it is kept any more, or it never was.');
  return rows[0].title;
}

async function isLarge(pool: pg.Pool, { selected }: Selection): Promise<boolean> {
  if (!('states' in selected)) return false;
  const { count, isMore } = await countDeadLetters(pool, selected, MOST_AT_ONCE);
  return isMore || count > MOST_AT_ONCE;
}

/** For a collector, which freezes the selection too. */
const leaveIt = (pool: pg.Pool, replay: NewReplay): Promise<bigint> =>
  inTransaction(pool, async (client) => {
    const id = await insertReplay(client, { ...replay, holdMs: null });
    await notifyLetters(client, { version: id.toString(), ids: [`replay-${id}`] });
    return id;
  });

async function freeze(pool: pg.Pool, replay: NewReplay, { selected }: Selection, ids: readonly string[] | undefined, edits: ReadonlyMap<string, Edit>): Promise<{ readonly held: HeldReplay; readonly count: number }> {
  return inTransaction(pool, async (client) => {
    const held = { replayId: await insertReplay(client, replay), term: FIRST_TERM };
    const count = await freezeSelection(client, held, selected);
    const missing = ids === undefined || count === new Set(ids).size ? [] : await unknownLetters(client, ids);
    if (missing.length > 0) throw invalid('deadLetterIds', `${missing.length} of them are no dead letters: ${missing.slice(0, SAID).join(', ')}`);
    if (count === 0) throw new ServiceError('invalid', 'Nothing is selected: there is no dead letter that is open.', { faults: [{ path: 'body', message: 'selects no dead letter' }] });
    const beside = await insertEdits(client, held.replayId, edits);
    if (beside.length > 0) throw invalid('edits', `are of dead letters that are not selected: ${beside.slice(0, SAID).join(', ')}`);
    return { held, count };
  });
}

const planned = (id: bigint, edited: number, { targets, refused, warnings, ...summary }: PlanSummary): ReplayPlan => ({
  ...summary,
  targets: targets.map((target) => ({ ...target, partitions: [...target.partitions], ownGroups: [...target.ownGroups], otherGroups: [...target.otherGroups] })),
  refused: [...refused], warnings: [...warnings], id: id.toString(), state: 'planned', planning: null, edited,
});

const unplanned = (id: bigint, edited: number, selected: number | null): ReplayPlan =>
  ({ id: id.toString(), state: 'planning', planning: { selected, judged: 0 }, total: 0, targets: [], refusedByReason: {}, refused: [], warnings: [], edited });

const invalid = (field: string, message: string): ServiceError => new ServiceError('invalid', 'The replay cannot be planned.', { faults: [{ path: `body.${field}`, message }] });

function editOf({ key, headers, value }: ReplayRequest['edits'][string]): Edit {
  return {
    ...(key === undefined ? {} : { key: bytesOf(key) }),
    ...(headers === undefined ? {} : { headers: headers.map((header) => ({ name: header.name, value: bytesOf(header.value) })) }),
    ...(value === undefined ? {} : { value: bytesOf(value) }),
  };
}

const bytesOf = (bytes: WireBytes | null): Uint8Array | null => (bytes === null ? null : 'text' in bytes ? Buffer.from(bytes.text) : Buffer.from(bytes.base64, 'base64'));
