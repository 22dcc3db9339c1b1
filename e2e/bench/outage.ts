/** What the collector holds in memory at full load, and through a minute in which its database is away. */
import { createServer, connect, type Socket } from 'node:net';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Teardown } from '#lib/cli/teardown.ts';
import { until, asking } from './database.ts';
import { actions, LOAD_TOPIC, openProducer, steadily } from './load.ts';
import { orderFlow, otlpBody } from './order-flows.ts';
import type { Part } from './part.ts';
import { followMemory } from './processes.ts';
import { line, rounded } from './result.ts';
import { startBroker, startCollectors } from './stack.ts';

const AWAY_MS = 60_000;
const MESSAGES_PER_SECOND = 2000;
const FLOWS_PER_POST = 50;
const POSTS_AT_ONCE = 8;
const LOADED_MS = 10_000;
const TARGET_MB = 400;

export const outage: Part = ({ steps, teardown }) =>
  teardown.within(async (own) => {
    const folder = await startBroker(steps, own);
    const producer = await openProducer(folder.brokers, [LOAD_TOPIC]);
    await own.add(() => producer.disconnect());
    const way = await switchedLine(own);
    const { databaseUrl, otlp: [otlp = ''], pids: [pid = 0] } = await startCollectors(folder, 1, own, way.to);
    const answers = new Map<number, number>();
    let produced = 0;
    const load = async (ms: number): Promise<void> => {
      const source = actions();
      const end = Date.now() + ms;
      await Promise.all([
        steadily(MESSAGES_PER_SECOND, ms, (due) => {
          produced += due;
          return producer.send({ topic: LOAD_TOPIC, messages: Array.from({ length: due }, () => source.next().value) });
        }),
        ...Array.from({ length: POSTS_AT_ONCE }, async (_, sender) => {
          for (let post = 0; Date.now() < end; post++) {
            const body = otlpBody(Array.from({ length: FLOWS_PER_POST }, (_flow, index) => orderFlow((sender * 1e6 + post) * FLOWS_PER_POST + index, Date.now())).flat());
            const { status } = await fetch(`${otlp}/v1/traces`, { method: 'POST', headers: { 'content-type': 'application/json' }, body }).then(async (response) => (await response.text(), response), () => ({ status: 0 }));
            answers.set(status, (answers.get(status) ?? 0) + 1);
            if (status !== 200) await sleep(100);
          }
        }),
      ]);
    };
    const during = async (what: string, work: () => Promise<void>): Promise<number | null> => {
      const memory = followMemory(pid);
      await steps.step(what, work);
      return memory.stop();
    };
    const loaded = await during('Loading the collector', () => load(LOADED_MS));
    answers.clear();
    way.cut();
    const away = await during(`Loading it for ${AWAY_MS / 1000} s without its database`, () => load(AWAY_MS));
    const said = [...answers].map(([status, count]) => `${status === 0 ? 'no answer' : status} ${count} times`).join(', ');
    const back = performance.now();
    way.mend();
    let goesOnMs = 0;
    const after = await during('Catching up', () => asking(databaseUrl, async (ask) => {
      const read = (): Promise<number> => ask('SELECT coalesce(sum(next_offset), 0) AS n FROM position');
      const before = await read();
      await until(async () => (await read()) > before);
      goesOnMs = performance.now() - back;
      await until(async () => (await read()) >= produced && (await ask('SELECT count(*) AS n FROM change')) === 0);
    }));
    const caughtUpMs = performance.now() - back;
    const held = (mb: number | null): string => (mb === null ? 'not told by this system' : `${rounded(mb)} MB`);
    const met = (mb: number | null): boolean | null => (mb === null ? null : mb < TARGET_MB);
    return {
      lines: [
        line('Memory of the collector under load of messages and spans, the most', held(loaded), `< ${TARGET_MB} MB`, met(loaded)),
        line('… through a minute without its database, under the same load', held(away), `< ${TARGET_MB} MB`, met(away)),
        line('… while it catches up', held(after), `< ${TARGET_MB} MB`, met(after)),
        line('It stores again after its database is back', `${rounded(goesOnMs / 1000)} s`, '≤ 15 s', goesOnMs <= 15_000),
      ],
      notes: [`${MESSAGES_PER_SECOND.toLocaleString('en')} messages a second, and as many spans as ${POSTS_AT_ONCE} senders get rid of. Without the database OTLP answered: ${said}. It had caught up, with every message in a flow, after ${rounded(caughtUpMs / 1000)} s.`],
    };
  });

/** A way to the database that can be cut: connections end, and new ones are refused. */
async function switchedLine(teardown: Teardown): Promise<{ to(url: string): Promise<string>; cut(): void; mend(): void }> {
  let [target, up] = [{ host: '', port: 0 }, true];
  const open = new Set<Socket>();
  const server = createServer((near) => {
    if (!up) return void near.destroy();
    const far = connect(target.port, target.host);
    for (const [one, other] of [[near, far], [far, near]] as const) {
      open.add(one);
      one.on('error', () => other.destroy());
      one.on('close', () => {
        open.delete(one);
        other.destroy();
      });
      one.pipe(other);
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  await teardown.add(async () => {
    for (const socket of open) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  const bound = server.address();
  const port = typeof bound === 'object' && bound !== null ? bound.port : 0;
  return {
    to: (url) => {
      const address = new URL(url);
      target = { host: address.hostname, port: Number(address.port) };
      address.port = String(port);
      return Promise.resolve(address.href);
    },
    cut: () => {
      up = false;
      for (const socket of open) socket.destroy();
    },
    mend: () => {
      up = true;
    },
  };
}
