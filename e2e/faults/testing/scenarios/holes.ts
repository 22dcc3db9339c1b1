/** Besides: a collector is killed again and again while it reads topics with holes, markers and aborted messages: what a compaction and transactions leave. */
import { setTimeout as sleep } from 'node:timers/promises';
import { inject } from 'vitest';
import { fraction } from '#lib/demo/random.ts';
import { unique } from '#lib/sources/kafka/testing/fixture.ts';
import { freshStoreFor } from '#lib/store/testing/fresh-store.ts';
import { differences } from '../checker.ts';
import { CollectorProcess } from '../collector.ts';
import { endLoad } from '../end-load.ts';
import { SpanSender } from '../span-sender.ts';
import { openWorkload } from '../workload.ts';

const MOST_PAUSE_MS = 2500;

/** What is wrong, in sentences; empty where nothing is. */
export async function readThroughHoles(made: AsyncDisposableStack, seed: number, restarts: number): Promise<string[]> {
  const group = unique('holes');
  const store = await freshStoreFor();
  made.defer(store.drop);
  const spans = new SpanSender(() => collector.httpPort);
  made.defer(() => spans.end());
  const workload = await openWorkload({ prefix: group, partitions: 3, keysPerSecond: 15, spans, transactional: true, holes: true });
  made.defer(workload.close);
  const collector = await CollectorProcess.start({ databaseUrl: store.url, brokers: inject('kafka').brokers, group, topics: workload.topics });
  made.defer(() => collector.kill());
  workload.start();
  for (let turn = 0; turn < restarts; turn++) {
    await sleep(fraction(seed, turn, 'holes') * MOST_PAUSE_MS);
    await collector.kill();
    await collector.start();
  }
  const { ledger } = await endLoad(store, workload, spans);
  return differences(store, ledger);
}
