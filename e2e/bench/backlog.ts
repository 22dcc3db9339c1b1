/** How a backlog in Kafka is read by one collector, and by two: how soon it is durable, and in flows that can be read; what that takes of processors, memory and disk. */
import { pipeline } from 'node:stream/promises';
import { PassThrough } from 'node:stream';
import pg from 'pg';
import { from as copyFrom, to as copyTo } from 'pg-copy-streams';
import type { Teardown } from '#lib/cli/teardown.ts';
import { databaseBytes, until, asking } from './database.ts';
import { MESSAGE_BYTES, openProducer, writeBacklog } from './load.ts';
import type { Part, PartContext } from './part.ts';
import { coresUsed, followMemory, processorTime } from './processes.ts';
import { line, perSecond, ratio, rounded } from './result.ts';
import { startBroker, startCollectors } from './stack.ts';

const TOPIC = 'bench-backlog';
const TARGET = { perSecond: 10_000, derived: 0.7, memoryMb: 400, timesRaw: 1.5 };

interface Read {
  readonly durableMs: number;
  readonly readableMs: number;
  readonly memoryMb: number | null;
  readonly cores: string;
  readonly copyMs: number;
  readonly bytesPerEvent: number;
}

export const backlog: Part = async (context) => {
  const count = context.options.backlog;
  const read = await context.steps.step(`Reading a backlog of ${count} messages`, () => context.teardown.within((own) => readBacklog(context, own, 1)));
  const rate = (count / read.durableMs) * 1000;
  const [derived, raw] = [read.durableMs / read.readableMs, read.bytesPerEvent / MESSAGE_BYTES];
  return {
    lines: [
      line('Messages of a Kafka backlog, durable, keys extracted', perSecond(count, read.durableMs), `≥ ${TARGET.perSecond.toLocaleString('en')}/s`, rate >= TARGET.perSecond),
      line('… beside raw COPY of the same rows, without what is packed beside them, into a table with its primary key alone', `${ratio(read.copyMs / read.durableMs)} of ${perSecond(count, read.copyMs)}`),
      line('… rolled up into flows, lists and counts, from the first message until the last flow', `${perSecond(count, read.readableMs)}, ${ratio(derived)} of that rate`, `≥ ${TARGET.derived} ×`, derived >= TARGET.derived),
      line('Memory of the collector meanwhile, the most', read.memoryMb === null ? 'not told by this system' : `${rounded(read.memoryMb)} MB`, `< ${TARGET.memoryMb} MB`, read.memoryMb === null ? null : read.memoryMb < TARGET.memoryMb),
      line('Disk per event, with keys, flows and all indexes', `${rounded(read.bytesPerEvent)} bytes, ${ratio(raw)} its raw size`, `≤ ${TARGET.timesRaw} ×`, raw <= TARGET.timesRaw),
    ],
    notes: [
      `Messages that are there when the collector starts for the first time. The clock starts with the first batch; *durable* is the committed position of the last, *rolled up* an empty queue of changes with every message in a flow. Until then a flow is derived for who asks for it. The raw size is that of key, headers and value: ${MESSAGE_BYTES} bytes. Cores in use while it was read: ${read.cores}.`,
    ],
  };
};

export const collectors: Part = async (context) => {
  const count = context.options.backlog;
  const [one, two] = [
    await context.steps.step('Reading a backlog with one collector', () => context.teardown.within((own) => readBacklog(context, own, 1))),
    await context.steps.step('Reading the same with two', () => context.teardown.within((own) => readBacklog(context, own, 2))),
  ];
  const said = (what: string, { durableMs, readableMs }: Read) => line(what, `${perSecond(count, durableMs)} durable, ${perSecond(count, readableMs)} in flows`);
  return {
    lines: [said('A backlog with one collector', one), said('… with two', two)],
    notes: [`Cores in use, with one collector: ${one.cores}; with two: ${two.cores}.`],
  };
};

async function readBacklog({ steps, options: { backlog: count } }: PartContext, teardown: Teardown, many: 1 | 2): Promise<Read> {
  const folder = await startBroker(steps, teardown);
  const producer = await openProducer(folder.brokers, [TOPIC]);
  await teardown.add(() => producer.disconnect());
  await writeBacklog(producer, TOPIC, count);
  let emptyBytes = 0;
  const { databaseUrl, pids: [pid = 0] } = await startCollectors(folder, many, teardown, async (url) => {
    emptyBytes = await databaseBytes(url);
    return url;
  });
  const memory = followMemory(pid);
  const [cpu, at] = [processorTime(), performance.now()];
  const { durableMs, readableMs } = await asking(databaseUrl, async (ask) => {
    await until(async () => (await ask('SELECT coalesce(sum(p.next_offset), 0) AS n FROM position p JOIN topic t ON t.id = p.topic_id WHERE t.name = $1', [TOPIC])) === count);
    const durableAt = Date.now();
    await until(async () => (await ask('SELECT count(*) AS n FROM change')) === 0);
    const readableAt = Date.now();
    const found = await ask('SELECT coalesce(sum(event_count), 0) AS n FROM flow WHERE $1 = ANY (topics)', [TOPIC]);
    if (found !== count) throw new Error(`Of ${count} messages ${found} are in flows`);
    const beganAt = await ask('SELECT min(e.observed_at) / 1000 AS n FROM event e JOIN topic t ON t.id = e.topic_id WHERE t.name = $1', [TOPIC]);
    return { durableMs: durableAt - beganAt, readableMs: readableAt - beganAt };
  });
  const cores = coresUsed(cpu, processorTime(), performance.now() - at);
  const bytes = await databaseBytes(databaseUrl);
  return { durableMs, readableMs, memoryMb: memory.stop(), cores, bytesPerEvent: (bytes - emptyBytes) / count, copyMs: await rawCopy(databaseUrl) };
}

/** The rows of the events once more, into a table that has their primary key and nothing else. */
async function rawCopy(url: string): Promise<number> {
  const [reading, writing] = [new pg.Client({ connectionString: url }), new pg.Client({ connectionString: url })];
  await Promise.all([reading.connect(), writing.connect()]);
  try {
    await writing.query('CREATE TABLE raw_copy (LIKE event); ALTER TABLE raw_copy ADD PRIMARY KEY (topic_id, partition, "offset")');
    const rows: Buffer[] = [];
    for await (const piece of reading.query(copyTo('COPY (SELECT * FROM event) TO STDOUT (FORMAT binary)'))) rows.push(piece as Buffer);
    const began = performance.now();
    const source = new PassThrough();
    const copied = pipeline(source, writing.query(copyFrom('COPY raw_copy FROM STDIN (FORMAT binary)')));
    for (const piece of rows) source.write(piece);
    source.end();
    await copied;
    const took = performance.now() - began;
    await writing.query('DROP TABLE raw_copy');
    return took;
  } finally {
    await Promise.all([reading.end(), writing.end()]);
  }
}
