import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { demoState } from '#lib/web/demo-state.ts';

const folder = await mkdtemp(join(tmpdir(), 'throughline-demo-state-'));
afterAll(() => rm(folder, { recursive: true }));

const written = async (text: string) => {
  const path = join(folder, `${crypto.randomUUID()}.json`);
  await writeFile(path, text);
  return demoState(path);
};

test('says what is played, and leaves out what it does not know', async () => {
  const faults = [{ name: 'clock-skew', description: 'The clock is slow.', active: true, until: null }];
  expect(await written(JSON.stringify({ rate: 5, seed: 1, updatedAt: '2026-11-21T10:00:00Z', faults }))).toEqual({
    rate: 5,
    updatedAt: '2026-11-21T10:00:00Z',
    faults: [{ name: 'clock-skew', description: 'The clock is slow.', active: true }],
  });
});

test.each(['', '{"rate": 5, "upda', '[]', '{"rate":"many"}', 'null'])('%j is no state', async (text) => expect(await written(text)).toBeNull());

test('no file and no setting is no demo', async () => {
  expect(await demoState(join(folder, 'none.json'))).toBeNull();
  expect(await demoState(null)).toBeNull();
});
