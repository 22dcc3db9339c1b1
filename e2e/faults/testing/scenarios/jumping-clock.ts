/** Besides: the clock of a collector's machine is set back and forth, beyond midnight too, while it works and over a restart; by one that is off by a month nothing is stored. The database's clock stays. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inject } from 'vitest';
import { unique, until } from '#lib/sources/kafka/testing/fixture.ts';
import { freshStoreFor } from '#lib/store/testing/fresh-store.ts';
import { differences } from '../checker.ts';
import { CollectorProcess } from '../collector.ts';
import { endLoad } from '../end-load.ts';
import { SpanSender } from '../span-sender.ts';
import { storedInAll } from '../stored-positions.ts';
import { openWorkload } from '../workload.ts';

const HOUR_MS = 3_600_000;
const SHIFTS_MS = [-HOUR_MS, 2 * HOUR_MS, -20 * HOUR_MS, 0];
const WRONG_MS = -720 * HOUR_MS;
const GOES_ON_WITHIN_MS = 20_000;
const MESSAGES = 100n;

/** What is wrong, in sentences; empty where nothing is. */
export async function setTheClock(made: AsyncDisposableStack, say: (line: string) => void): Promise<string[]> {
  const group = unique('clock');
  const folder = await mkdtemp(join(tmpdir(), 'throughline-clock-'));
  made.defer(() => rm(folder, { recursive: true, force: true }));
  const file = join(folder, 'shift');
  const set = (ms: number): Promise<void> => writeFile(file, String(ms));
  await set(0);
  const store = await freshStoreFor();
  made.defer(store.drop);
  const spans = new SpanSender(() => collector.httpPort);
  made.defer(() => spans.end());
  const workload = await openWorkload({ prefix: group, partitions: 3, keysPerSecond: 40, spans });
  made.defer(workload.close);
  const more = { SHIFTED_CLOCK: file, NODE_OPTIONS: `--import=${new URL('../shifted-clock.ts', import.meta.url).href}` };
  const collector = await CollectorProcess.start({ databaseUrl: store.url, brokers: inject('kafka').brokers, group, topics: workload.topics, more });
  made.defer(() => collector.kill());
  const flows = async (): Promise<number> => (await store.pool.query<{ flows: number }>('SELECT count(*)::int AS flows FROM flow')).rows[0]?.flows ?? 0;
  const goesOn = async (what: string): Promise<void> => {
    const [from, derived] = [await storedInAll(store), await flows()];
    const began = performance.now();
    await until(`it stores ${what}`, async () => (await storedInAll(store)) > from + MESSAGES, GOES_ON_WITHIN_MS);
    await until(`it derives ${what}`, async () => (await flows()) > derived, GOES_ON_WITHIN_MS);
    say(`${what}: goes on after ${Math.round(performance.now() - began)} ms`);
  };
  workload.start();
  await goesOn('by a right clock');
  for (const shift of SHIFTS_MS) {
    await set(shift);
    await goesOn(`with the clock off by ${shift / HOUR_MS} h`);
    await collector.kill();
    await collector.start();
    await goesOn(`started with the clock off by ${shift / HOUR_MS} h`);
  }
  await set(WRONG_MS);
  await until('it says that its clock is wrong', async () => JSON.stringify(await collector.status()).includes('Nothing is stored until one of them is set right'), GOES_ON_WITHIN_MS);
  await set(0);
  await goesOn('when a clock was set right that was off by a month');
  const { ledger } = await endLoad(store, workload, spans);
  return [...(await differences(store, ledger)), ...(collector.hasEnded ? ['The collector ended'] : [])];
}
