import { setTimeout as delay } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { RollupLoop } from '#lib/collector/rollup-loop.ts';
import { DEFAULT_CONVENTIONS } from '#lib/core/conventions/conventions.ts';
import { event } from '#lib/core/flows/testing/scene.ts';
import { append } from '#lib/services/rollup/testing/rollup.ts';
import { freshStore, type FreshStore } from '#lib/store/testing/fresh-store.ts';

/** What it says until nothing waits any more. */
async function rolledUp(store: FreshStore): Promise<string[]> {
  const said: string[] = [];
  const log = { warn: (_: object, message: string) => void said.push(message), error: (_: object, message: string) => void said.push(message) };
  const rollup = new RollupLoop({ url: store.url, application: 'throughline test' }, { conventions: DEFAULT_CONVENTIONS, hubLimit: 10_000, compensations: [], stallSeconds: 60, log });
  rollup.start();
  onTestFinished(() => rollup.stop());
  while ((await store.prisma.change.count()) > 0) await delay(20);
  await rollup.stop();
  return said;
}

test.each([
  ['first', [0]],
  ['last', [3]],
  ['in the middle', [1]],
  ['two in a row', [1, 2]],
])('records that cannot be read cost no other its flow: %s', async (_, damaged) => {
  const store = await freshStore();
  for (let offset = 0; offset < 4; offset += 1) await append(store, [event({ topic: 'orders', offset, correlation: `c-${offset}` })]);
  await store.pool.query(`UPDATE event_chunk SET heads = '\\x00' WHERE id IN (SELECT chunk FROM event WHERE "offset" = ANY($1))`, [damaged]);
  const said = await rolledUp(store);
  expect(said.filter((message) => message === 'left out a record that no pass survives')).toHaveLength(damaged.length);
  expect(await store.prisma.flow.count()).toBe(4 - damaged.length);
});
