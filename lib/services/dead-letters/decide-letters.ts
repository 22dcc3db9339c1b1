/** What people decide about single dead letters: each in one transaction, with its entry in the audit log. */
import type pg from 'pg';
import type { Decided, DiscardLettersRequest, RestoreLettersRequest } from '#lib/contracts/dead-letters.ts';
import { microsFromMillis } from '#lib/core/time.ts';
import type { Actor } from '#lib/services/dead-letters/actor.ts';
import { refuseTwice } from '#lib/services/dead-letters/refuse-twice.ts';
import { ServiceError } from '#lib/services/errors.ts';
import { appendAudit } from '#lib/store/audit.ts';
import { decideLetters, groupsOfLetters, insertDecision, readDiscard } from '#lib/store/decisions.ts';
import type { Store } from '#lib/store/store.ts';
import { inTransaction } from '#lib/store/transaction.ts';

interface Asked {
  readonly actor: Actor;
  readonly nowMs?: number;
}

/** Discards those of them that are open. Throws `invalid` for one that is no dead letter, and `conflict` where none is open. */
export async function discardDeadLetters({ pool }: Pick<Store, 'pool'>, { actor, nowMs = Date.now() }: Asked, { deadLetterIds, reason }: DiscardLettersRequest): Promise<Decided> {
  const at = microsFromMillis(nowMs);
  const ids = distinct(deadLetterIds);
  return inTransaction(pool, async (client) => {
    const decision = await insertDecision(client, { at, actor: actor.name, kind: 'discard', groupId: await groupOf(client, ids), undoes: null, reason, owner: null });
    const changed = await decideLetters(client, decision, { ids }, 'open', 'discarded', at);
    if (changed === 0) throw new ServiceError('conflict', ids.length === 1 ? 'It is no longer open.' : 'None of them is open any more.');
    await appendAudit(client, { at, actor: actor.name, address: actor.address, action: 'discard', selection: wordsOf(ids), subjects: ids.slice(0, SAID), count: changed, reason, outcome: `${changed} discarded` });
    return { decisionId: decision.toString(), changed };
  });
}

/** Opens those of them that are discarded, or what one decision discarded and nobody decided about since. Throws `invalid`, `not-found` for a decision that there is not, and `conflict` where it was taken back before, or nothing is discarded any more. */
export async function restoreDeadLetters({ pool }: Pick<Store, 'pool'>, { actor, nowMs = Date.now() }: Asked, { deadLetterIds, decisionId, reason: given }: RestoreLettersRequest): Promise<Decided> {
  const at = microsFromMillis(nowMs);
  const ids = distinct(deadLetterIds ?? []);
  const reason = given ?? null;
  return inTransaction(pool, async (client) => {
    const undoes = decisionId === undefined ? null : BigInt(decisionId);
    const discard = undoes === null ? { groupId: await groupOf(client, ids) } : await readDiscard(client, undoes);
    if (discard === null) throw new ServiceError('not-found', 'There is no such decision.');
    const decision = await insertDecision(client, { at, actor: actor.name, kind: 'restore', groupId: discard.groupId, undoes, reason, owner: null }).catch(refuseTwice);
    const changed = await decideLetters(client, decision, undoes === null ? { ids } : { undoes }, 'discarded', 'open', at);
    if (changed === 0) throw new ServiceError('conflict', ids.length === 1 ? 'It is not discarded any more.' : 'None of them is discarded any more.');
    await appendAudit(client, { at, actor: actor.name, address: actor.address, action: 'restore', selection: undoes === null ? wordsOf(ids) : `what decision ${undoes} discarded`, subjects: ids.slice(0, SAID), count: changed, reason, outcome: `${changed} open again` });
    return { decisionId: decision.toString(), changed };
  });
}

/** As many as an entry of the audit log names. */
const SAID = 100;

const distinct = (ids: readonly string[]): string[] => [...new Set(ids.map((id) => id.toLowerCase()))];

const wordsOf = (ids: readonly string[]): string => (ids.length === 1 ? `dead letter ${ids[0]}` : `${ids.length} dead letters`);

/** The one group that all of them are in: the decision is then part of its history. */
async function groupOf(client: pg.ClientBase, ids: readonly string[]): Promise<string | null> {
  const groups = await groupsOfLetters(client, ids);
  const missing = ids.filter((id) => !groups.has(id));
  if (missing.length > 0) throw new ServiceError('invalid', 'Not all of them are dead letters.', { faults: [{ path: 'body.deadLetterIds', message: `${missing.length} of them are no dead letters: ${missing.slice(0, 20).join(', ')}` }] });
  const [first, ...others] = new Set(groups.values());
  return others.length > 0 ? null : (first ?? null);
}
