import type pg from 'pg';

/**
 * Indexes the texts of flows that wait for it, `most` at once, in the caller's transaction; only the process that rolls up may.
 * It holds flows until the end of the transaction, so it comes after all that waits for locks.
 * @param restedSeconds only what has waited so long by the clock of the database
 */
export async function foldTexts(client: pg.ClientBase, { most, restedSeconds }: { readonly most: number; readonly restedSeconds: number }): Promise<void> {
  await client.query({ name: 'fold-flow-texts', text: 'SELECT fold_flow_texts($1, (extract(epoch FROM now()) * 1000000)::bigint - $2)', values: [most, restedSeconds * 1_000_000] });
}
