import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { wholeWorld } from '#lib/core/flows/testing/worlds.ts';
import { append, derived, pass } from '#lib/services/rollup/testing/rollup.ts';
import { freshStore } from '#lib/store/testing/fresh-store.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

function run(databaseUrl: string): Promise<{ code: number | null; said: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['lib/collector/rebuild.ts'], { cwd: ROOT, env: { ...process.env, DATABASE_URL: databaseUrl } });
    let said = '';
    child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, said }));
  });
}

/** What does not depend on the time of day, as a status does. */
const pictureOf = (flow: unknown): unknown => {
  const { events, spans, hops } = flow as { readonly events: unknown; readonly spans: unknown; readonly hops: unknown };
  return { events, spans, hops };
};

test('where no collector runs, the process rolls up itself, says how far it is, and ends', async () => {
  const store = await freshStore();
  const { events, spans } = wholeWorld();
  await append(store, [...events, ...spans]);
  await pass(store);
  const before = await derived(store);
  await store.pool.query('TRUNCATE flow, flow_key CASCADE');
  const { code, said } = await run(store.url);
  expect(said).toMatch(/100% .*messages and traces\n.*derived again in \d+ s; 0 flows without facts dropped/);
  expect(code).toBe(0);
  expect((await derived(store)).map(pictureOf)).toEqual(before.map(pictureOf));
});
