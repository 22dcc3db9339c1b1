/** One flow of ten thousand records, read whole from the API. */
import { setTimeout as sleep } from 'node:timers/promises';
import { orderFlow, otlpBody, traceIdOf } from './order-flows.ts';
import type { Part } from './part.ts';
import { spansAt, timeReads } from './read-back.ts';
import { line, millis, rounded, type Line } from './result.ts';
import { sendAll } from './send.ts';
import { startStack, tempFolder } from './stack.ts';
import type { Spread } from './statistics.ts';

const WIDTH = 10_000;
const SPANS_PER_POST = 1000;
const READS = 20;
const WARM_UP_READS = 5;
const AGO_MS = 600_000;
/** After so long nothing of it is on its way any more, and its picture stays as it is. */
const AT_REST_MS = 32_000;
const TARGET_MS = 120;
/** What the page asks for, and what a program does. */
const FORMS = { packed: '?form=packed', plain: '' };
type Form = keyof typeof FORMS;

export const large: Part = ({ steps, teardown, peers }) =>
  teardown.within(async (own) => {
    const stack = await startStack({ path: await tempFolder(own), brokers: null }, steps, own);
    const wide = orderFlow(0, Date.now() - AGO_MS, WIDTH);
    const bodies = Array.from({ length: WIDTH / SPANS_PER_POST }, (_, post) => otlpBody(wide.slice(post * SPANS_PER_POST, (post + 1) * SPANS_PER_POST)));
    const url = `${stack.web}/api/v1/flows/${traceIdOf(0)}`;
    const send = async (post: string, traceUrl: string): Promise<void> => {
      await sendAll(post, bodies);
      const count = spansAt(() => traceUrl);
      while ((await count('')) < WIDTH) await sleep(200);
    };
    const reads = async (address: string, times: number): Promise<Spread> => timeReads(async () => void (await (await fetch(address)).json()), times);
    const timed = async (address: string): Promise<Spread> => {
      await reads(address, WARM_UP_READS);
      return reads(address, READS);
    };
    const ofForms = async (measure: (address: string) => Promise<Spread>): Promise<Record<Form, Spread>> => ({ packed: await measure(url + FORMS.packed), plain: await measure(url + FORMS.plain) });
    const fresh = await steps.step(`Reading a flow of ${WIDTH} spans that has just come`, async () => {
      await send(`${stack.otlp}/v1/traces`, url);
      return ofForms(timed);
    });
    const [first, kept] = await steps.step('Reading it when it has come to rest', async () => {
      await sleep(AT_REST_MS);
      return [await ofForms((address) => reads(address, 1)), await ofForms(timed)];
    });
    const theirs: string[] = [];
    for (const start of peers) {
      await teardown.within(async (its) => {
        const peer = await start(await tempFolder(its), its);
        if (peer.name.startsWith('Zipkin')) return;
        const traceUrl = peer.traceUrl(traceIdOf(0));
        await send(peer.ingest, traceUrl);
        theirs.push(`${peer.name}: ${millis((await timed(traceUrl)).p50)}`);
      });
    }
    const row = (what: string, { packed, plain }: Record<Form, Spread>): Line => line(what, `${millis(packed.p50)} packed, ${millis(plain.p50)} plain`);
    return {
      lines: [
        line(`A flow of ${WIDTH.toLocaleString('en')} spans at the API, compressed, as the page asks for it, median`, `${millis(kept.packed.p50)} (p95 ${millis(kept.packed.p95)})`, `≤ ${TARGET_MS} ms`, (kept.packed.p50 ?? Infinity) <= TARGET_MS),
        line('… as plain JSON, median', `${millis(kept.plain.p50)} (p95 ${millis(kept.plain.p95)})${theirs.length === 0 ? '' : `; ${theirs.join('; ')}`}`),
        row('… asked for the first time since it came to rest', first),
        row('… while it may still grow, drawn anew each time, median', fresh),
      ],
      notes: [`The whole answer is read and parsed, ${READS} times after ${WARM_UP_READS}. ${await sizes(url)}`],
    };
  });

async function sizes(url: string): Promise<string> {
  const told = await Promise.all(Object.entries(FORMS).map(async ([form, query]) => {
    const response = await fetch(url + query, { headers: { 'accept-encoding': 'gzip' } });
    return `${form} ${rounded((await response.text()).length / 1e6)} MB unpacked (${response.headers.get('content-encoding') ?? 'not compressed'})`;
  }));
  return `${told.join(', ')}.`;
}
