import { expect, onTestFinished, test } from 'vitest';
import { span } from '#lib/core/flows/testing/scene.ts';
import { append, pass } from '#lib/services/rollup/testing/rollup.ts';
import { freshStore } from '#lib/store/testing/fresh-store.ts';
import { contextFor } from '#lib/web/testing/context.ts';
import { warmUp } from '#lib/web/warm-up.ts';

/** Statements of the web that its connections to the database keep planned. */
async function planned(databaseUrl?: string): Promise<string[]> {
  const context = contextFor(databaseUrl === undefined ? {} : { databaseUrl });
  onTestFinished(() => context.store.close());
  await warmUp(context);
  const { rows } = await context.store.pool.query<{ name: string }>('SELECT name FROM pg_prepared_statements').catch(() => ({ rows: [] }));
  return rows.map(({ name }) => name);
}

test('the newest flow is read before anybody asks; where there is none, or no database, nothing is', async () => {
  const database = await freshStore();
  expect(await planned(database.url)).toEqual([]);
  await append(database, [span({ trace: 'a', name: 'a', at: 0 })]);
  await pass(database);
  expect((await planned(database.url)).length).toBeGreaterThan(0);
  expect(await planned()).toEqual([]);
});
