/** One flow of ten thousand records, read whole from the API. */
import { setTimeout as sleep } from 'node:timers/promises';
import { orderFlow, otlpBody, traceIdOf } from './order-flows.ts';
import type { Part } from './part.ts';
import { spansAt, timeReads } from './read-back.ts';
import { line, millis, rounded } from './result.ts';
import { sendAll } from './send.ts';
import { startStack, tempFolder } from './stack.ts';

const WIDTH = 10_000;
const SPANS_PER_POST = 1000;
const READS = 20;
const WARM_UP_READS = 5;
const AGO_MS = 600_000;
const TARGET_MS = 120;

export const large: Part = ({ steps, teardown, peers }) =>
  teardown.within(async (own) => {
    const stack = await startStack({ path: await tempFolder(own), brokers: null }, steps, own);
    const wide = orderFlow(0, Date.now() - AGO_MS, WIDTH);
    const bodies = Array.from({ length: WIDTH / SPANS_PER_POST }, (_, post) => otlpBody(wide.slice(post * SPANS_PER_POST, (post + 1) * SPANS_PER_POST)));
    const url = `${stack.web}/api/v1/flows/${traceIdOf(0)}`;
    const timed = async (post: string, traceUrl: string) => {
      await sendAll(post, bodies);
      const count = spansAt(() => traceUrl);
      while ((await count('')) < WIDTH) await sleep(200);
      const read = async (): Promise<void> => void (await (await fetch(traceUrl)).json());
      await timeReads(read, WARM_UP_READS);
      return timeReads(read, READS);
    };
    const ours = await steps.step(`Reading a flow of ${WIDTH} spans`, () => timed(`${stack.otlp}/v1/traces`, url));
    const response = await fetch(url, { headers: { 'accept-encoding': 'gzip' } });
    const encoding = response.headers.get('content-encoding') ?? 'none';
    const bytes = (await response.text()).length;
    const theirs: string[] = [];
    for (const start of peers) {
      await teardown.within(async (its) => {
        const peer = await start(await tempFolder(its), its);
        if (peer.name.startsWith('Zipkin')) return;
        theirs.push(`${peer.name}: ${millis((await timed(peer.ingest, peer.traceUrl(traceIdOf(0)))).p50)}`);
      });
    }
    return {
      lines: [line(`A flow of ${WIDTH.toLocaleString('en')} spans at the API, compressed, median`, `${millis(ours.p50)} (p95 ${millis(ours.p95)})${theirs.length === 0 ? '' : `; ${theirs.join('; ')}`}`, `≤ ${TARGET_MS} ms`, (ours.p50 ?? Infinity) <= TARGET_MS)],
      notes: [`The whole answer is read and parsed, ${READS} times after ${WARM_UP_READS}. Content encoding: ${encoding}; ${rounded(bytes / 1e6)} MB unpacked.`],
    };
  });
