import { expect, test } from 'vitest';
import { openStore } from '#lib/store/store.ts';
import { freshStore } from '#lib/store/testing/fresh-store.ts';
import { ensureTopics, topicIds } from '#lib/store/topics.ts';

test.each([
  ['default_transaction_isolation', 'serializable', 'read committed'],
  ['transaction_timeout', '10ms', '0'],
  ['synchronous_commit', 'off', 'on'],
  ['jit', 'on', 'off'],
])('whatever %s the database has, sessions have their own', async (setting, theirs, own) => {
  const { url, pool } = await freshStore();
  await pool.query(`DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET ${setting} = ''${theirs}''', current_database()); END $$`);
  const store = openStore({ url, application: 'throughline test', poolSize: 1 });
  for (const each of [store.pool, store.copying]) expect((await each.query(`SHOW ${setting}`)).rows).toEqual([{ [setting]: own }]);
  await store.close();
});

test('ids of topics are read again behind another connection: the database may have been set back', async () => {
  const { url, pool } = await freshStore();
  const store = openStore({ url, application: 'throughline test', poolSize: 1 });
  const orders = { source: 'kafka', topic: 'orders', incarnation: 0 };
  const [first] = await ensureTopics(store.pool, [orders]);
  await pool.query('UPDATE topic SET id = id + 100');
  expect(await topicIds(store.pool, [orders])).toEqual([first]);
  await pool.query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'throughline test' AND pid <> pg_backend_pid() AND datname = current_database()`);
  await expect.poll(() => store.pool.query('SELECT 1').then(() => topicIds(store.pool, [orders]), () => null)).toEqual([first! + 100]);
  await store.close();
});
