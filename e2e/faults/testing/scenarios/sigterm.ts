/** Survival 9: SIGTERM under load. What is under way is stored and committed, every connection is closed, the exit code is 0 within 10 s, and nothing is read twice by who comes after. */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { connect as connectHttp2 } from 'node:http2';
import { expect, inject } from 'vitest';
import { unique, until } from '#lib/sources/kafka/testing/fixture.ts';
import { freshStoreFor, type FreshStore } from '#lib/store/testing/fresh-store.ts';
import { differences } from '../checker.ts';
import { CollectorProcess } from '../collector.ts';
import { endLoad } from '../end-load.ts';
import { committed } from '../group.ts';
import { openProxy } from '../proxy.ts';
import { throughProxy } from '../postgres-proxy.ts';
import { SpanSender } from '../span-sender.ts';
import { storedPositions } from '../stored-positions.ts';
import { openWorkload, type Workload } from '../workload.ts';

const WITHIN_MS = 10_000;
const PARTITIONS = 3;

/** With connections open. */
export async function underLoad(made: AsyncDisposableStack): Promise<void> {
  const { store, workload, spans, group, collector } = await loaded(made, 'sigterm');
  const sockets = await openConnections(made, collector);
  workload.start();
  await untilStored(store);

  const ended = await collector.terminate();
  expect(ended).toMatchObject({ code: 0 });
  expect(ended?.ms).toBeLessThan(WITHIN_MS);
  await Promise.all(sockets.map(({ closed }) => closed));
  const stored = await storedPositions(store);
  const { offsets, members } = await committed(group, workload.topics);
  expect(offsets).toEqual(stored);
  expect(members).toBe(0);

  const after = await CollectorProcess.start({ databaseUrl: store.url, brokers: inject('kafka').brokers, group, topics: workload.topics });
  made.defer(() => after.kill());
  spans.moveTo(() => after.httpPort);
  const { ledger } = await endLoad(store, workload, spans);
  expect(await differences(store, ledger)).toEqual([]);
  const before = [...stored.values()].reduce((sum, next) => sum + next, 0n);
  expect(await received(after)).toBe(ledger.messages.length - Number(before));
  expect(await after.terminate()).toMatchObject({ code: 0 });
}

/** Before it has joined its group, and again while it stops. */
export async function soonAndTwice(made: AsyncDisposableStack): Promise<void> {
  const { collector } = await loaded(made, 'sigterm-soon');
  const ended = collector.terminate();
  process.kill(collector.pid, 'SIGTERM');
  expect(await ended).toMatchObject({ code: 0 });
}

/** What cannot be stored cannot be drained: it ends all the same. */
export async function withoutDatabase(made: AsyncDisposableStack): Promise<void> {
  let silent = false;
  const hold = Promise.withResolvers<null>();
  const held = { split: (bytes: Buffer) => bytes.length, pass: (frame: Buffer) => (silent ? hold.promise : Promise.resolve(frame)) };
  const { collector, workload, store } = await loaded(made, 'sigterm-silent', async (url) => {
    const { hostname, port } = new URL(url);
    const proxy = await openProxy({ host: hostname, port: Number(port) }, () => ({ client: held, server: held }));
    made.defer(() => proxy.close());
    return throughProxy(url, proxy);
  });
  workload.start();
  await untilStored(store);
  silent = true;
  const ended = await collector.terminate();
  expect(ended?.ms).toBeLessThan(WITHIN_MS);
  await workload.stop();
  hold.resolve(null);
}

/** Of every partition. */
async function untilStored(store: FreshStore): Promise<void> {
  await until('something of each partition is stored', async () => {
    const next = [...(await storedPositions(store)).values()];
    return next.length === 2 * PARTITIONS && next.every((offset) => offset > 0n);
  });
}

async function loaded(made: AsyncDisposableStack, name: string, through: (url: string) => Promise<string> = (url) => Promise.resolve(url)): Promise<{ store: FreshStore; workload: Workload; spans: SpanSender; group: string; collector: CollectorProcess }> {
  const group = unique(name);
  const store = await freshStoreFor();
  made.defer(store.drop);
  const spans = new SpanSender(() => collector.httpPort);
  const workload = await openWorkload({ prefix: group, partitions: PARTITIONS, keysPerSecond: 50, spans });
  made.defer(workload.close);
  made.defer(() => spans.end());
  const collector = await CollectorProcess.start({ databaseUrl: await through(store.url), brokers: inject('kafka').brokers, group, topics: workload.topics });
  made.defer(() => collector.kill());
  return { store, workload, spans, group, collector };
}

interface Open {
  readonly closed: Promise<unknown>;
}

/** Idle after an answer, in the midst of a request, before one; and an idle channel of gRPC. */
async function openConnections(made: AsyncDisposableStack, { apiPort, httpPort, grpcPort }: CollectorProcess): Promise<readonly Open[]> {
  const idle = await speak(made, httpPort, 'GET / HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n');
  await once(idle, 'data');
  const scraper = await speak(made, apiPort, 'GET /health HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n');
  await once(scraper, 'data');
  const silent = await speak(made, httpPort, '');
  const slow = await speak(made, httpPort, 'POST /v1/traces HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/x-protobuf\r\ncontent-length: 1000\r\n\r\n12345');
  const channel = connectHttp2(`http://127.0.0.1:${grpcPort}`);
  made.defer(() => channel.destroy());
  channel.on('error', () => undefined);
  await once(channel, 'remoteSettings');
  return [idle, scraper, silent, slow, channel].map((socket) => ({ closed: socket.destroyed ? Promise.resolve() : new Promise((resolve) => void socket.once('close', resolve)) }));
}

async function speak(made: AsyncDisposableStack, port: number, words: string): Promise<Socket> {
  const socket = connect(port, '127.0.0.1');
  made.defer(() => void socket.destroy());
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  socket.write(words);
  socket.resume();
  return socket;
}

/** Messages that it was handed by Kafka, stored or not. */
async function received({ apiPort }: CollectorProcess): Promise<number> {
  const text = await (await fetch(`http://127.0.0.1:${apiPort}/metrics`)).text();
  return Number(/^throughline_received_total\{source="kafka",kind="event"\} (\d+)$/m.exec(text)?.[1] ?? 0);
}
