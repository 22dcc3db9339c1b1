import type pg from 'pg';

/** Brings what changed into the tallies, in the caller's transaction; only the process that rolls up may. */
export async function foldTallies(client: pg.ClientBase): Promise<void> {
  await client.query({ name: 'fold-flow-tallies', text: 'SELECT fold_flow_tallies()' });
}
