/**
 * Tallies: how many flows started in each minute, hour and day, by what people filter by.
 * Triggers on `flow` note what each statement adds and takes away, whoever writes; one pass of the rollup brings that into the tallies.
 * See docs/decisions/tallies-by-trigger.md.
 */
import type pg from 'pg';

/** `flow_tally.facet`. */
export const TALLY = { all: 0, kind: 1, service: 2, topic: 3, deadLetters: 4 } as const;

/** Brings what changed into the tallies, in the caller's transaction; only the process that rolls up may. */
export async function foldTallies(client: pg.ClientBase): Promise<void> {
  await client.query({ name: 'fold-flow-tallies', text: 'SELECT fold_flow_tallies()' });
}
