/** How far the rollup is behind while messages come steadily. */
import { setTimeout as sleep } from 'node:timers/promises';
import { asking, until } from './database.ts';
import { actions, LOAD_TOPIC, openProducer, steadily } from './load.ts';
import type { Part } from './part.ts';
import { followMemory } from './processes.ts';
import { line, millis, rounded } from './result.ts';
import { startBroker, startCollectors } from './stack.ts';
import { spread } from './statistics.ts';

const PER_SECOND = 2000;
const WARM_UP_MS = 5000;
const LOOK_MS = 100;
const TARGET = { behindMs: 2000, memoryMb: 400 };

export const pace: Part = ({ steps, teardown, options }) =>
  teardown.within(async (own) => {
    const folder = await startBroker(steps, own);
    const producer = await openProducer(folder.brokers, [LOAD_TOPIC]);
    await own.add(() => producer.disconnect());
    const { databaseUrl, pids: [pid = 0] } = await startCollectors(folder, 1, own, (url) => Promise.resolve(url));
    const load = actions();
    const send = (ms: number): Promise<void> => steadily(PER_SECOND, ms, (due) => producer.send({ topic: LOAD_TOPIC, messages: Array.from({ length: due }, () => load.next().value) }));
    await send(WARM_UP_MS);
    const memory = followMemory(pid);
    const behind: number[] = [];
    await asking(databaseUrl, async (ask) => {
      let sending = true;
      const looking = (async () => {
        for (; sending; await sleep(LOOK_MS)) behind.push(await ask(`SELECT coalesce(extract(epoch FROM clock_timestamp()) * 1000 - min(at) / 1000, 0) AS n FROM change`));
      })();
      await steps.step(`Writing ${PER_SECOND} messages a second for ${options.seconds} s`, () => send(options.seconds * 1000));
      sending = false;
      await looking;
      await until(async () => (await ask('SELECT count(*) AS n FROM change')) === 0);
    });
    const { p50, p95, max } = spread(behind);
    const mb = memory.stop();
    return {
      lines: [
        line(`The rollup is behind, at ${PER_SECOND.toLocaleString('en')} messages a second for ${options.seconds} s, at most`, `${millis(max)} (p50 ${millis(p50)}, p95 ${millis(p95)})`, `≤ ${TARGET.behindMs / 1000} s`, max !== null && max <= TARGET.behindMs),
        line('Memory of the collector at that rate, the most', mb === null ? 'not told by this system' : `${rounded(mb)} MB`, `< ${TARGET.memoryMb} MB`, mb === null ? null : mb < TARGET.memoryMb),
      ],
      notes: ['*Behind* is the age of the oldest batch that is stored and in no flow yet, looked at ten times a second.'],
    };
  });
