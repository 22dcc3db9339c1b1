/**
 * A flow of ten records, found by any of its keys among millions: warm, and with nothing in memory.
 * With `--data FOLDER` what was filled stays there, so that it is measured again at another size, or gone on with where it was ended, without being filled again from nothing.
 */
import { randomUUID } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { databaseBytes, until, asking } from './database.ts';
import { fill, filledCorrelation, filledMessageId, filledTrace, isOfMessages, RECORDS_PER_FLOW } from './fill.ts';
import { newMessage, openProducer } from './load.ts';
import { orderFlow, otlpBody } from './order-flows.ts';
import type { Part } from './part.ts';
import { timeReads } from './read-back.ts';
import { line, millis, rounded } from './result.ts';
import { sendAll } from './send.ts';
import { startBroker, startStack, tempFolder, type Stack } from './stack.ts';

const READS = { warmUp: 300, warm: 1000, cold: 100 };
const TARGET = { p50: 5, p99: 20, cold: 150 };

export const lookup: Part = ({ steps, teardown, options }) =>
  teardown.within(async (own) => {
    const path = options.data ?? (await tempFolder(own));
    await mkdir(path, { recursive: true });
    const flows = (options.millions * 1_000_000) / RECORDS_PER_FLOW;
    await teardown.within(async (its) => {
      const broker = await startBroker(steps, its);
      const stack = await startStack({ path, brokers: broker.brokers }, steps, its);
      await steps.step(`Filling up to ${options.millions} million records`, () => fill(stack.databaseUrl, () => templates(stack, broker.brokers), flows));
    });
    // Started anew: nothing of the database is in its own memory, nor, where that may be asked for, in the system's.
    const forgotten = await forget();
    const { web, databaseUrl } = await startStack({ path, brokers: null }, steps, own);
    const read = async (key: string): Promise<void> => {
      const response = await fetch(`${web}/api/v1/flows/${key}`);
      const answer = (await response.json()) as { readonly events?: readonly unknown[]; readonly spans?: readonly unknown[] };
      const found = (answer.events?.length ?? 0) + (answer.spans?.length ?? 0);
      if (found !== RECORDS_PER_FLOW) throw new Error(`${key}: ${response.status}, ${found} records`);
    };
    // Code is compiled by flows that are not asked for again; each of them brings a page or two into memory, of millions.
    const cold = await steps.step('Reading flows of which nothing is in memory', () => timeReads((index) => read(keyOf(index + 1, flows)), READS.cold));
    await timeReads((index) => read(keyOf(1000 + index, flows)), READS.warmUp);
    const warm = await steps.step('Reading flows', () => timeReads((index) => read(keyOf(1000 + (index % READS.warmUp), flows)), READS.warm));
    const spread = await steps.step('Reading flows, each for the first time', () => timeReads((index) => read(keyOf(5000 + index, flows)), READS.warm));
    const bytes = await databaseBytes(databaseUrl);
    const at = `among ${options.millions} million records`;
    return {
      lines: [
        line(`A flow of ten records by any key ${at}, warm`, `p50 ${millis(warm.p50)}, p99 ${millis(warm.p99)}`, `p50 ≤ ${TARGET.p50} ms, p99 ≤ ${TARGET.p99} ms`, warm.p50! <= TARGET.p50 && warm.p99! <= TARGET.p99),
        line('… each flow asked for once, the database in use', `p50 ${millis(spread.p50)}, p99 ${millis(spread.p99)}`),
        line('… cold', `p50 ${millis(cold.p50)}, slowest of ${READS.cold} ${millis(cold.max)}`, `≤ ${TARGET.cold} ms`, cold.max! <= TARGET.cold),
        line('… on disk', `${rounded(bytes / 1e9)} GB`),
      ],
      drawn: { 'Warm, p50, ms': warm.p50!, 'Asked for once, p50, ms': spread.p50!, 'Cold, p50, ms': cold.p50!, 'On disk, GB': bytes / 1e9 },
      notes: [`Keys are trace ids, and for one flow of twenty correlation ids and message ids. ${forgotten ? 'Cold: processes are started anew, and the system has forgotten its files.' : 'Cold: processes are started anew; the system could not be made to forget its files.'} The first of the cold ones compiles code too.`],
    };
  });

/** Flows all over, in no order. */
function keyOf(index: number, flows: number): string {
  const flow = 1 + ((index * 7_919_777) % flows);
  if (!isOfMessages(flow)) return filledTrace(flow);
  return index % 2 === 0 ? filledCorrelation(flow) : filledMessageId(flow, index % RECORDS_PER_FLOW);
}

/** One flow of spans and one of messages, as the product derives them. */
async function templates({ otlp, databaseUrl }: Stack, brokers: string): Promise<{ trace: string; correlation: string }> {
  const [spans, correlation] = [orderFlow(Math.floor(Math.random() * 1e9), Date.now() - 600_000), randomUUID()];
  await sendAll(`${otlp}/v1/traces`, [otlpBody(spans)]);
  const topic = `bench-lookup-${correlation.slice(0, 8)}`;
  const producer = await openProducer(brokers, [topic]);
  await producer.send({ topic, messages: Array.from({ length: RECORDS_PER_FLOW }, (_, index) => newMessage(`bench.step.${index}`, correlation)) });
  await producer.disconnect();
  const trace = spans[0]!.traceId;
  await asking(databaseUrl, async (ask) => {
    for (const value of [trace, correlation]) {
      await until(async () => (await ask('SELECT span_count + event_count AS n FROM flow f JOIN flow_key k ON k.flow_id = f.id WHERE k.value = $1', [value])) === RECORDS_PER_FLOW);
    }
  });
  return { trace, correlation };
}

/** Has the system forget what it knows of files; false where it may not be asked. */
async function forget(): Promise<boolean> {
  await sleep(1000);
  return writeFile('/proc/sys/vm/drop_caches', '3').then(() => true, () => false);
}
