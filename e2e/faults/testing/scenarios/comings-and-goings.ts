/** Survival 3: every five seconds a collector joins, is asked to leave or is killed, under load; spans go to whichever is there, as behind a balancer. */
import { setTimeout as sleep } from 'node:timers/promises';
import { inject } from 'vitest';
import { fraction, pick } from '#lib/demo/random.ts';
import { unique } from '#lib/sources/kafka/testing/fixture.ts';
import { freshStoreFor } from '#lib/store/testing/fresh-store.ts';
import { differences } from '../checker.ts';
import { CollectorProcess } from '../collector.ts';
import { endLoad } from '../end-load.ts';
import { SpanSender } from '../span-sender.ts';
import { openWorkload } from '../workload.ts';

const EVERY_MS = 5000;
const PARTITIONS = 4;
const KEYS_PER_SECOND = 25;
const MOST_AT_ONCE = 3;
/** After the last of them the group comes to rest. */
const SETTLED_WITHIN_MS = 90_000;

/** What is wrong, in sentences; empty where nothing is. */
export async function comeAndGo(made: AsyncDisposableStack, seed: number, changes: number, say: (line: string) => void): Promise<string[]> {
  const group = unique('comings');
  const store = await freshStoreFor();
  made.defer(store.drop);
  const there: CollectorProcess[] = [];
  const all: CollectorProcess[] = [];
  const leaving: Promise<string[]>[] = [];
  made.defer(async () => {
    await Promise.all(all.map((each) => each.kill()));
  });
  let asked = 0;
  const spans = new SpanSender(() => there[asked++ % there.length]?.httpPort ?? 0);
  made.defer(() => spans.end());
  const workload = await openWorkload({ prefix: group, partitions: PARTITIONS, keysPerSecond: KEYS_PER_SECOND, spans });
  made.defer(workload.close);
  const come = async (): Promise<void> => {
    const collector = await CollectorProcess.start({ databaseUrl: store.url, brokers: inject('kafka').brokers, group, topics: workload.topics });
    all.push(collector);
    there.push(collector);
  };

  await come();
  workload.start();
  for (let change = 0; change < changes; change++) {
    const next = await sleep(EVERY_MS, fraction(seed, change));
    if (there.length === 1 || (there.length < MOST_AT_ONCE && next < 0.4)) {
      await come();
      say(`change ${change + 1}: one came, ${there.length} are there`);
      continue;
    }
    const [gone] = there.splice(Math.floor(fraction(seed, change, 'who') * there.length), 1);
    const how = pick(['SIGTERM', 'SIGKILL'], seed, change, 'how');
    if (gone !== undefined) leaving.push(how === 'SIGKILL' ? gone.kill().then(() => []) : leave(gone));
    say(`change ${change + 1}: one went by ${how}, ${there.length} are there`);
  }
  const { ledger } = await endLoad(store, workload, spans, SETTLED_WITHIN_MS);
  const wrong = [...(await Promise.all(leaving)).flat(), ...(await differences(store, ledger))];
  say(`${ledger.messages.length} messages, ${ledger.spans.length} spans: ${wrong.length === 0 ? 'exact' : wrong.join('; ')}`);
  return wrong;
}

async function leave(collector: CollectorProcess): Promise<string[]> {
  const ended = await collector.terminate();
  return ended?.code === 0 ? [] : [`One that was asked to leave ended with ${ended === null ? 'nothing, within 15 s' : `code ${ended.code}`}: ${collector.said}`];
}
