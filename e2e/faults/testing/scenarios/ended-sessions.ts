/** Besides: sessions of a collector are ended one after the other, by an administrator or a failover, whatever they are at; the process must live through it. */
import { setTimeout as sleep } from 'node:timers/promises';
import { inject } from 'vitest';
import { fraction } from '#lib/demo/random.ts';
import { unique, until } from '#lib/sources/kafka/testing/fixture.ts';
import { freshStoreFor } from '#lib/store/testing/fresh-store.ts';
import { differences } from '../checker.ts';
import { CollectorProcess } from '../collector.ts';
import { endLoad } from '../end-load.ts';
import { SpanSender } from '../span-sender.ts';
import { storedPositions } from '../stored-positions.ts';
import { openWorkload } from '../workload.ts';

const MOST_PAUSE_MS = 400;

/** What is wrong, in sentences; empty where nothing is. */
export async function endSessions(made: AsyncDisposableStack, seed: number, times: number): Promise<string[]> {
  const group = unique('sessions');
  const store = await freshStoreFor();
  made.defer(store.drop);
  const spans = new SpanSender(() => collector.httpPort);
  const workload = await openWorkload({ prefix: group, partitions: 3, keysPerSecond: 40, spans });
  made.defer(workload.close);
  made.defer(() => spans.end());
  const collector = await CollectorProcess.start({ databaseUrl: store.url, brokers: inject('kafka').brokers, group, topics: workload.topics });
  made.defer(() => collector.kill());
  workload.start();
  await until('something is stored', async () => (await storedPositions(store)).size > 0);
  let ended = 0;
  for (let time = 0; ended < times; time++) {
    await sleep(fraction(seed, time) * MOST_PAUSE_MS);
    const { rowCount } = await store.pool.query(
      `SELECT pg_terminate_backend(pid) FROM (SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND application_name LIKE 'throughline collector%' ORDER BY hashint8(pid + $1) LIMIT 1) s`,
      [Math.floor(fraction(seed, time, 'which') * 1e6)],
    );
    ended += rowCount ?? 0;
  }
  const { ledger } = await endLoad(store, workload, spans);
  const wrong = await differences(store, ledger);
  return collector.hasEnded ? [...wrong, `The collector ended: ${collector.said}`] : wrong;
}
