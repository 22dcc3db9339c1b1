/** What people decide about a failure group as a whole: each in one transaction, with its entry in the audit log. */
import type pg from 'pg';
import type { Decided, FailureGroupChange } from '#lib/contracts/dead-letters.ts';
import type { AuditAction } from '#lib/core/dead-letters/audit-actions.ts';
import { microsFromMillis, type Micros } from '#lib/core/time.ts';
import type { Actor } from '#lib/services/dead-letters/actor.ts';
import { refuseTwice } from '#lib/services/dead-letters/refuse-twice.ts';
import { ServiceError } from '#lib/services/errors.ts';
import { appendAudit } from '#lib/store/audit.ts';
import { decideLetters, insertDecision, readDiscard } from '#lib/store/decisions.ts';
import { notifyLetters } from '#lib/store/notify.ts';
import { uuidOfHex } from '#lib/store/refs.ts';
import type { Store } from '#lib/store/store.ts';
import { inTransaction } from '#lib/store/transaction.ts';

interface Asked {
  /** 32 hex digits. */
  readonly id: string;
  readonly actor: Actor;
  readonly nowMs?: number;
}

/** Discards the dead letters of a group that are open now; one that comes later is open. Throws `not-found`. */
export async function discardFailureGroup({ pool }: Pick<Store, 'pool'>, { id, actor, nowMs = Date.now() }: Asked, reason: string): Promise<Decided> {
  const at = microsFromMillis(nowMs);
  return inTransaction(pool, async (client) => {
    const { groupId, title } = await groupOf(client, id);
    const decision = await insertDecision(client, { at, actor: actor.name, kind: 'discard', groupId, undoes: null, reason, owner: null });
    const changed = await decideLetters(client, decision, { groupId }, 'open', 'discarded', at);
    await audit(client, { at, actor, action: 'discard', title, id, count: changed, reason, outcome: `${changed} discarded` });
    return { decisionId: decision.toString(), changed };
  });
}

/** Opens what was discarded of a group: all of it, or what one decision discarded and nobody decided about since. Throws `not-found`, and `conflict` where that decision was taken back before. */
export async function restoreFailureGroup({ pool }: Pick<Store, 'pool'>, { id, actor, nowMs = Date.now() }: Asked, { reason = null, decisionId = null }: { readonly reason?: string | null; readonly decisionId?: bigint | null }): Promise<Decided> {
  const at = microsFromMillis(nowMs);
  return inTransaction(pool, async (client) => {
    const { groupId, title } = await groupOf(client, id);
    if (decisionId !== null && (await readDiscard(client, decisionId))?.groupId !== groupId) throw new ServiceError('not-found', 'There is no such decision about this failure group.');
    const decision = await insertDecision(client, { at, actor: actor.name, kind: 'restore', groupId, undoes: decisionId, reason, owner: null }).catch(refuseTwice);
    const changed = await decideLetters(client, decision, decisionId === null ? { groupId } : { undoes: decisionId }, 'discarded', 'open', at);
    await audit(client, { at, actor, action: 'restore', title, id, count: changed, reason, outcome: `${changed} open again` });
    return { decisionId: decision.toString(), changed };
  });
}

/** Gives a group an owner, or takes it away; adds a note. Throws `not-found`. */
export async function changeFailureGroup({ pool }: Pick<Store, 'pool'>, { id, actor, nowMs = Date.now() }: Asked, { owner, note }: FailureGroupChange): Promise<void> {
  const at = microsFromMillis(nowMs);
  const named = owner === '' ? null : owner;
  await inTransaction(pool, async (client) => {
    const { groupId, title } = await groupOf(client, id);
    const base = { at, actor: actor.name, groupId, undoes: null };
    if (named !== undefined) {
      await insertDecision(client, { ...base, kind: 'assign', reason: null, owner: named });
      await audit(client, { at, actor, action: 'assign', title, id, count: null, reason: null, outcome: named === null ? 'nobody owns it' : `${named} owns it` });
    }
    if (note !== undefined) {
      await insertDecision(client, { ...base, kind: 'note', reason: note, owner: null });
      await audit(client, { at, actor, action: 'note', title, id, count: null, reason: note, outcome: 'noted' });
    }
    await notifyLetters(client, { version: at.toString(), ids: [id] });
  });
}

async function groupOf(client: pg.ClientBase, id: string): Promise<{ readonly groupId: string; readonly title: string }> {
  const { rows } = await client.query<{ id: string; title: string }>('SELECT id, title FROM failure_group WHERE id = $1', [uuidOfHex(id)]);
  if (rows[0] === undefined) throw new ServiceError('not-found', 'There is no such failure group: nothing of it is kept any more, or it never was.');
  return { groupId: rows[0].id, title: rows[0].title };
}

interface Audited {
  readonly at: Micros;
  readonly actor: Actor;
  readonly action: AuditAction;
  readonly title: string;
  readonly id: string;
  readonly count: number | null;
  readonly reason: string | null;
  readonly outcome: string;
}

const audit = (client: pg.ClientBase, { at, actor, action, title, id, count, reason, outcome }: Audited): Promise<void> =>
  appendAudit(client, { at, actor: actor.name, address: actor.address, action, selection: `failure group “${title}”`, subjects: [id], count, reason, outcome });
