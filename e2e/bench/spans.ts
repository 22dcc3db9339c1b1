/** The same spans to Throughline and to what peers there are, one after the other: how soon all can be read and are whole, and what they take on disk. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Teardown } from '#lib/cli/teardown.ts';
import { asking, databaseBytes, until } from './database.ts';
import { folderBytes } from './folder-bytes.ts';
import { orderFlow, otlpBody, SPANS_PER_FLOW, traceIdOf, zipkinBody } from './order-flows.ts';
import type { Part } from './part.ts';
import type { Peer } from './peers/peer.ts';
import { followMemory } from './processes.ts';
import { countWhole, spansAt, timeReads, untilWhole, type CountSpans } from './read-back.ts';
import { line, millis, perSecond, ratio, rounded, type Line } from './result.ts';
import { sendAll } from './send.ts';
import { startStack, tempFolder } from './stack.ts';
import type { Spread } from './statistics.ts';

const FLOWS_PER_POST = 50;
/** Code is compiled before the clock starts. */
const WARM_UP_FLOWS = 500;
const READS = 400;
/** Flows that are read back to see whether they are whole. */
const LOOKS = 1000;
const AGO_MS = 600_000;
const POLL_MS = 20;
const TARGET = { ratio: 1.5, bytesPerSpan: 120 };

interface System {
  readonly name: string;
  readonly ingest: string;
  readonly bodyOf: typeof otlpBody;
  readonly count: CountSpans;
  /** Resolves when nothing of what was sent is under way any more: what is asked then is asked of a system at rest. */
  readonly atRest?: () => Promise<void>;
}

interface Measured {
  readonly name: string;
  readonly acceptedMs: number;
  readonly readableMs: number;
  /** Until all are in lists and counts too; null where the system does not tell. */
  readonly listedMs: number | null;
  readonly whole: number;
  readonly reads: Spread;
  readonly bytesPerSpan: number | null;
  readonly memoryMb: number | null;
}

export const spans: Part = async ({ steps, teardown, options, peers }) => {
  const flows = Math.ceil(options.spans / SPANS_PER_FLOW);
  const measured: Measured[] = [];
  measured.push(await steps.step(`Sending ${flows * SPANS_PER_FLOW} spans to Throughline`, () => teardown.within((own) => ofThroughline(flows, own, steps))));
  for (const start of peers) {
    measured.push(await steps.step(`Sending ${flows * SPANS_PER_FLOW} spans to a peer`, () => teardown.within((own) => ofPeer(start, flows, own))));
  }
  const [ours, ...others] = measured;
  const jaeger = others.find(({ name }) => name.startsWith('Jaeger'));
  const rate = (ms: number): string => perSecond(flows * SPANS_PER_FLOW, ms);
  const times = jaeger === undefined ? null : jaeger.readableMs / ours!.readableMs;
  const lines: Line[] = [
    line('Spans over OTLP/HTTP until all are readable and whole, beside Jaeger with Badger', times === null ? `${rate(ours!.readableMs)}; Jaeger was not there` : `${ratio(times)} (${rate(ours!.readableMs)} and ${rate(jaeger!.readableMs)})`, `≥ ${TARGET.ratio} ×`, times === null ? null : times >= TARGET.ratio),
    line('Disk per span, tables and indexes', `${rounded(ours!.bytesPerSpan ?? 0)} bytes${jaeger?.bytesPerSpan == null ? '' : `; Jaeger ${rounded(jaeger.bytesPerSpan)}`}`, `≤ ${TARGET.bytesPerSpan} bytes`, (ours!.bytesPerSpan ?? Infinity) <= TARGET.bytesPerSpan),
  ];
  const table = [
    '| the same spans | accepted | all readable and whole | in lists and counts | whole | a flow of 10, p50 / p99 | bytes a span | memory |',
    '|---|---|---|---|---|---|---|---|',
    ...measured.map(({ name, acceptedMs, readableMs, listedMs, whole, reads, bytesPerSpan, memoryMb }) =>
      `| ${name} | ${rate(acceptedMs)} | ${rate(readableMs)} | ${listedMs === null ? 'not told' : rate(listedMs)} | ${whole.toLocaleString('en')} of ${Math.min(flows, LOOKS).toLocaleString('en')} | ${millis(reads.p50)} / ${millis(reads.p99)} | ${bytesPerSpan === null ? 'in memory' : rounded(bytesPerSpan)} | ${memoryMb === null ? '' : `${rounded(memoryMb)} MB`} |`),
  ].join('\n');
  return { lines, notes: [table, 'Throughline and Jaeger get OTLP in JSON, Zipkin its own JSON: 500 spans a request, four requests at a time. *Accepted* is the last answer; *readable and whole*, when the API gives every span of each trace that is looked at, those sent last among them; *in lists and counts*, when Throughline’s queue of what is to be rolled up is empty, until when a flow is derived for who asks for it. Flows of 10 are timed after that. Throughline answers after its commit; Jaeger answers before it stores. What a span costs on disk, and why: [bytes-of-a-span](decisions/bytes-of-a-span.md).'], versions: others.map(({ name }) => name) };
};

async function ofThroughline(flows: number, teardown: Teardown, steps: Parameters<typeof startStack>[1]): Promise<Measured> {
  const stack = await startStack({ path: await tempFolder(teardown), brokers: null }, steps, teardown);
  const system: System = { name: 'Throughline', ingest: `${stack.otlp}/v1/traces`, bodyOf: otlpBody, count: spansAt((id) => `${stack.web}/api/v1/flows/${id}`) };
  const before = await databaseBytes(stack.databaseUrl);
  const memory = followMemory(stack.collectorPid);
  const measured = await ofSystem({ ...system, atRest: () => asking(stack.databaseUrl, (ask) => until(async () => (await ask('SELECT count(*) AS n FROM change')) === 0)) }, flows);
  return { ...measured, memoryMb: memory.stop(), bytesPerSpan: ((await databaseBytes(stack.databaseUrl)) - before) / ((flows + WARM_UP_FLOWS) * SPANS_PER_FLOW) };
}

async function ofPeer(start: (folder: string, teardown: Teardown) => Promise<Peer>, flows: number, teardown: Teardown): Promise<Measured> {
  const folder = join(await tempFolder(teardown), 'peer');
  await mkdir(folder);
  const peer = await start(folder, teardown);
  const memory = followMemory(peer.pid);
  const measured = await ofSystem({ name: peer.name, ingest: peer.ingest, bodyOf: peer.name.startsWith('Zipkin') ? zipkinBody : otlpBody, count: spansAt(peer.traceUrl) }, flows);
  const memoryMb = memory.stop();
  // What it holds in memory is on disk only when it has ended.
  await peer.stop();
  return { ...measured, memoryMb, bytesPerSpan: peer.data === null ? null : (await folderBytes(peer.data)) / ((flows + WARM_UP_FLOWS) * SPANS_PER_FLOW) };
}

async function ofSystem({ name, ingest, bodyOf, count, atRest }: System, flows: number): Promise<Omit<Measured, 'bytesPerSpan' | 'memoryMb'>> {
  const begin = Date.now() - AGO_MS;
  const bodies = (first: number, end: number): string[] =>
    Array.from({ length: Math.ceil((end - first) / FLOWS_PER_POST) }, (_, post) =>
      bodyOf(Array.from({ length: Math.min(FLOWS_PER_POST, end - first - post * FLOWS_PER_POST) }, (_flow, index) => orderFlow(first + post * FLOWS_PER_POST + index, begin + index)).flat()));
  await sendAll(ingest, bodies(flows, flows + WARM_UP_FLOWS));
  while ((await count(traceIdOf(flows + WARM_UP_FLOWS - 1))) < SPANS_PER_FLOW) await sleep(POLL_MS);
  await atRest?.();
  const made = bodies(0, flows);
  const began = performance.now();
  const { ms: acceptedMs } = await sendAll(ingest, made);
  await untilWhole(count, flows);
  const readableMs = performance.now() - began;
  await atRest?.();
  const listedMs = atRest === undefined ? null : performance.now() - began;
  const reads = await timeReads(async (index) => void (await count(traceIdOf((index * 7919) % flows))), READS);
  return { name, acceptedMs, readableMs, listedMs, whole: await countWhole(count, flows, Math.min(flows, LOOKS)), reads };
}
