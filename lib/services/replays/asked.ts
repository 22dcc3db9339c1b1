/** What all that people do with a replay has in common. */
import type pg from 'pg';
import type { AuditAction } from '#lib/core/dead-letters/audit-actions.ts';
import type { Micros } from '#lib/core/time.ts';
import type { Actor } from '#lib/services/dead-letters/actor.ts';
import { ServiceError } from '#lib/services/errors.ts';
import { appendAudit } from '#lib/store/audit.ts';
import { readReplay, type ReplayRow } from '#lib/store/replays.ts';

export interface ReplayAsked {
  /** Digits. */
  readonly id: string;
  readonly actor: Actor;
  readonly nowMs?: number;
}

/** Locked. Throws `not-found`. */
export async function replayFor(client: pg.ClientBase, id: string): Promise<ReplayRow> {
  const replay = /^\d{1,18}$/.test(id) ? await readReplay(client, BigInt(id), 'lock') : null;
  if (replay === null) throw new ServiceError('not-found', 'There is no such replay.');
  return replay;
}

/** Who does what happens by itself, in the audit log. */
export const BY_ITSELF: Actor = { name: 'collector', address: null };

interface Audited {
  readonly at: Micros;
  readonly actor: Actor;
  readonly action: AuditAction;
  readonly count: number | null;
  readonly reason: string | null;
  readonly outcome: string;
}

export const auditReplay = (client: pg.ClientBase, { id, selection }: Pick<ReplayRow, 'id' | 'selection'>, { at, actor, action, count, reason, outcome }: Audited): Promise<void> =>
  appendAudit(client, { at, actor: actor.name, address: actor.address, action, selection: `replay ${id} of ${selection}`, subjects: [id.toString()], count, reason, outcome });
