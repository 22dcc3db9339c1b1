/** Keeps those from deadlocks that change items of replays together with their dead letters. */
import type pg from 'pg';
import { AdvisoryLock } from '#lib/store/advisory-locks.ts';

/**
 * Until the end of the caller's transaction: one at a time. To be taken before any row of `dead_letter`, `failure_group`, `replay_item` or `replay`
 * is locked. The rollup writes new dead letters with their groups, then the items of which they came, and then the dead letters that those were, which
 * may be in any group: no order of rows fits it and the sender both. Whoever only writes dead letters with their groups, in this order, need not wait for it.
 */
export async function lettersLock(client: pg.ClientBase): Promise<void> {
  await client.query({ name: 'letters-lock', text: 'SELECT pg_advisory_xact_lock($1)', values: [AdvisoryLock.letters.toString()] });
}
