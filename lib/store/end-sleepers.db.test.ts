import pg from 'pg';
import { from } from 'pg-copy-streams';
import { expect, onTestFinished, test, vi } from 'vitest';
import { endSleepers } from '#lib/store/end-sleepers.ts';
import { connectionConfig } from '#lib/store/store.ts';
import { freshStore } from '#lib/store/testing/fresh-store.ts';

const WITHIN_MS = 10_000;

/** On a connection that says whether it was ended. */
async function session(url: string, application: string): Promise<{ readonly client: pg.Client; readonly isEnded: () => boolean }> {
  const client = new pg.Client({ ...connectionConfig(url, application), pipeline: false });
  let ended = false;
  client.on('error', () => (ended = true));
  await client.connect();
  onTestFinished(() => client.end().catch(() => undefined));
  return { client, isEnded: () => ended };
}

test('what sleeps in the midst of a COPY is ended, and lets go; what works, waits or is not ours is left alone', async () => {
  const store = await freshStore();
  await store.pool.query(`INSERT INTO topic (source, name, first_seen_at) VALUES ('kafka', 'orders', 0)`);
  const copying = async (application: string) => {
    const one = await session(store.url, application);
    await one.client.query('BEGIN');
    const copy = one.client.query(from('COPY key_posting FROM STDIN'));
    copy.on('error', () => undefined);
    return one;
  };
  const [sleeper, stranger, idle] = [await copying('throughline collector'), await copying('psql'), await session(store.url, 'throughline web')];
  await idle.client.query('BEGIN');
  await vi.waitUntil(async () => (await store.pool.query(`SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event = 'ClientRead' AND query LIKE 'COPY%'`)).rowCount === 2, WITHIN_MS);

  expect(await endSleepers(store.pool, 60_000)).toBe(0);
  expect(await endSleepers(store.pool, 0)).toBe(1);
  await vi.waitUntil(() => sleeper.isEnded(), WITHIN_MS);
  expect([stranger.isEnded(), idle.isEnded()]).toEqual([false, false]);
  expect((await idle.client.query('SELECT 1 AS alive')).rows).toEqual([{ alive: 1 }]);
});
