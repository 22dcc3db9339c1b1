/** Asks a system for flows by their trace ids, and looks whether they are whole. */
import { setTimeout as sleep } from 'node:timers/promises';
import { spread, type Spread } from './statistics.ts';
import { SPANS_PER_FLOW, traceIdOf } from './order-flows.ts';

const POLL_MS = 50;
const PATIENCE_MS = 300_000;
const AT_ONCE = 4;

/** How many spans the system gives of a trace; 0 where it does not know it. */
export type CountSpans = (traceId: string) => Promise<number>;

interface TraceAnswer {
  readonly spans?: readonly unknown[];
  readonly data?: readonly { readonly spans: readonly unknown[] }[];
}

/** Throughline answers with `spans`, Jaeger with `data`, Zipkin with the spans themselves. */
export const spansAt = (urlOf: (traceId: string) => string): CountSpans => async (traceId) => {
  const response = await fetch(urlOf(traceId));
  const text = await response.text();
  if (!response.ok) return 0;
  const answer = JSON.parse(text) as TraceAnswer | readonly unknown[];
  return 'length' in answer ? answer.length : (answer.spans ?? answer.data?.[0]?.spans ?? []).length;
};

/** Resolves when flows all over the range are whole, those sent last among them; some are asked for at once. Throws where they never are. */
export async function untilWhole(count: CountSpans, flows: number): Promise<void> {
  const sample = [...new Set(Array.from({ length: 40 }, (_, index) => (index < 20 ? flows - 1 - index : Math.floor(((index - 20) * flows) / 20))))].filter((flow) => flow >= 0);
  const until = Date.now() + PATIENCE_MS;
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (let flow = sample.shift(); flow !== undefined; flow = sample.shift()) {
        while ((await count(traceIdOf(flow))) < SPANS_PER_FLOW) {
          if (Date.now() > until) throw new Error(`Flow ${flow} is not whole after ${PATIENCE_MS / 1000} s`);
          await sleep(POLL_MS);
        }
      }
    }),
  );
}

/** Of so many flows all over the range, each read once, how many are whole. */
export async function countWhole(count: CountSpans, flows: number, looks: number): Promise<number> {
  let [next, whole] = [0, 0];
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (let look = next++; look < looks; look = next++) if ((await count(traceIdOf(Math.floor((look * flows) / looks)))) === SPANS_PER_FLOW) whole += 1;
    }),
  );
  return whole;
}

/** One after the other, of flows in no order. */
export async function timeReads(read: (index: number) => Promise<void>, times: number): Promise<Spread> {
  const took: number[] = [];
  for (let index = 0; index < times; index++) {
    const began = performance.now();
    await read(index);
    took.push(performance.now() - began);
  }
  return spread(took);
}
