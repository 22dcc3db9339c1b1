import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT_CONTEXT, SpanKind, trace } from '@opentelemetry/api';
import { OTLPTraceExporter as GrpcExporter } from '@opentelemetry/exporter-trace-otlp-grpc';
import { OTLPTraceExporter as HttpExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, type SpanExporter } from '@opentelemetry/sdk-trace-base';
import { NodeTracerProvider } from '@opentelemetry/sdk-trace-node';
import { expect, onTestFinished, test } from 'vitest';
import { collectorProcess } from '#lib/collector/testing/collector-process.ts';
import { kafkaSettings, runCollector } from '#lib/collector/testing/run-collector.ts';
import { readFlow } from '#lib/services/flows/read.ts';
import { post } from '#lib/sources/http/testing/post.ts';
import { createTopic, producer, unique, until } from '#lib/sources/kafka/testing/fixture.ts';
import { toProtobuf, wireExport } from '#lib/sources/otlp/testing/encode.ts';
import { pendingChanges } from '#lib/store/change-queue.ts';
import { migrate } from '#lib/store/migrate.ts';
import { openQueryStore, type QueryStore } from '#lib/store/query-store.ts';
import { freshStore } from '#lib/store/testing/fresh-store.ts';

/** Loaded by Node itself: it asks where its packages are, which vitest's loader cannot tell. */
const { startEmbeddedPostgres } = createRequire(import.meta.url)('../cli/embedded-postgres.ts') as typeof import('#lib/cli/embedded-postgres.ts');

test('a message of kafkajs and the spans of a real SDK are one flow', async () => {
  const topic = unique('one-flow');
  await createTopic(topic);
  const store = await freshStore();
  const { httpPort, grpcPort } = await runCollector(store.url, kafkaSettings(topic, [topic]));
  const shop = tracing('shop', new HttpExporter({ url: `http://127.0.0.1:${httpPort}/v1/traces` }));
  const stock = tracing('stock', new GrpcExporter({ url: `http://127.0.0.1:${grpcPort}` }));

  const correlationId = unique('order');
  const sending = shop.getTracer('test').startSpan(`send ${topic}`, { kind: SpanKind.PRODUCER, root: true });
  const { traceId, spanId } = sending.spanContext();
  const headers = { traceparent: `00-${traceId}-${spanId}-01`, 'correlation-id': correlationId, 'event-type': 'order.created' };
  await (await producer()).send({ topic, messages: [{ key: '4711', value: '{"orderId":"4711"}', headers }] });
  sending.end();
  // In a trace of its own, as consumers do that link to what they handle.
  const handling = stock.getTracer('test').startSpan(`process ${topic}`, {
    kind: SpanKind.CONSUMER,
    root: true,
    links: [{ context: sending.spanContext() }],
    attributes: { 'messaging.system': 'kafka', 'messaging.operation.type': 'process', 'messaging.destination.name': topic, 'messaging.consumer.group.name': 'stock', 'messaging.destination.partition.id': '0', 'messaging.kafka.offset': 0 },
  });
  stock.getTracer('test').startSpan('reserve', {}, trace.setSpan(ROOT_CONTEXT, handling)).end();
  handling.end();
  await Promise.all([shop.forceFlush(), stock.forceFlush()]);

  const flow = async () => {
    const answer = await readFlow(store, correlationId);
    return answer !== null && 'found' in answer ? answer.found : null;
  };
  await until('one flow with three spans', async () => (await flow())?.spans.length === 3);
  const found = await flow();
  expect(found?.flow).toMatchObject({ kind: 'order.created', topics: [topic] });
  expect(found?.flow.services.toSorted()).toEqual(['shop', 'stock']);
  expect(found?.events).toMatchObject([{ coordinates: { topic, partition: 0, offset: '0' }, type: 'order.created', producer: { service: 'shop', spanId }, deliveries: [{ group: 'stock', service: 'stock', outcome: 'ok' }] }]);
  expect(found?.hops.map(({ kind }) => kind).toSorted()).toEqual(['call', 'deliver', 'publish']);
  for (const key of [traceId, handling.spanContext().traceId]) expect(await readFlow(store, key)).toMatchObject({ found: { flow: { id: found?.flow.id } } });
});

test('of two collectors that share partitions one is killed: nothing is lost, nothing is there twice, flows go on', { timeout: 300_000 }, async () => {
  const topic = unique('two');
  const partitions = 4;
  await createTopic(topic, partitions);
  const store = await freshStore();
  const children = [await collectorProcess(store.url, topic), await collectorProcess(store.url, topic)];
  const send = await producer();
  let sent = 0;
  const sendRound = () =>
    send.send({ topic, messages: Array.from({ length: partitions * 5 }, (_, index) => ({ partition: index % partitions, value: '{}', headers: { 'correlation-id': `${topic}-${sent++}` } })) });

  let reporting: Reporting[] = [];
  await until('both store', async () => {
    await sendRound();
    reporting = (await store.pool.query<Reporting>(`SELECT (status->>'pid')::int AS pid, (status->>'rollup')::bool AS rollup, (status->'counts'->>'events')::int AS events FROM process_status`)).rows;
    return reporting.length === 2 && reporting.every(({ events }) => events > 0) && reporting.some(({ rollup }) => rollup);
  }, 120_000);
  // The one that makes the flows: the other must take that over too.
  const killed = reporting.find(({ rollup }) => rollup)?.pid;
  children.find(({ pid }) => pid === killed)?.kill('SIGKILL');
  for (let count = 0; count < 10; count++) await sendRound();

  await until('every message is stored', async () => (await offsets(store)).length >= sent, 60_000);
  const stored = await offsets(store);
  const expected = Array.from({ length: sent }, (_, index) => ({ partition: Math.floor(index / (sent / partitions)), offset: index % (sent / partitions) }));
  expect(stored).toEqual(expected);
  await until('every flow is derived', async () => (await pendingChanges(store.pool)).batches === 0);
  expect((await store.pool.query('SELECT count(*)::int AS flows, sum(event_count)::int AS events FROM flow')).rows).toEqual([{ flows: sent, events: sent }]);
});

test('a PostgreSQL that is away for seconds costs delay and nothing else, and senders are told to come back', { timeout: 300_000 }, async () => {
  const topic = unique('away');
  await createTopic(topic, 2);
  const folder = await mkdtemp(join(tmpdir(), 'throughline-away-'));
  await chmod(folder, 0o755); // as root the server runs as the user `postgres`, who must reach its data
  let server = await startEmbeddedPostgres(folder);
  onTestFinished(async () => {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  });
  await migrate(server.url);
  const collector = await runCollector(server.url, kafkaSettings(topic, [topic]));
  const store = openQueryStore({ url: server.url, application: 'throughline test', poolSize: 2 });
  onTestFinished(() => store.close());
  const port = collector.httpPort ?? 0;
  const spans = (name: string) => toProtobuf([wireExport(undefined, [{ key: 'service.name', value: { kind: 'string', value: name } }])]);
  const exportSpans = (name: string) => post(port, '/v1/traces', spans(name), { 'content-type': 'application/x-protobuf' });
  const kafka = () => collector.status().sources.find(({ name }) => name === 'kafka');
  const send = await producer();
  let sent = 0;
  const sendOne = () => send.send({ topic, messages: [{ partition: sent % 2, value: String(sent), headers: { 'correlation-id': `${topic}-${sent++}` } }] });

  for (let count = 0; count < 10; count++) await sendOne();
  expect((await exportSpans('before')).status).toBe(200);
  await until('the first messages', async () => (await offsets(store)).length === 10);

  await server.stop();
  for (let count = 0; count < 10; count++) await sendOne();
  const refused = await exportSpans('meanwhile');
  expect(refused.status).toBe(503);
  expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
  // Whoever meets it first says so: until the status is written next, that can be the rollup.
  await until('health says so', () => /^the database cannot be written since \d{4}-.*Z: /.test(collector.status().error ?? '') && kafka()?.status === 'degraded' && kafka()?.staleSince !== null);
  expect(kafka()?.error).toMatch(/^The database cannot be written now: /);

  const { url } = server;
  server = await startEmbeddedPostgres(folder);
  expect(server.url).toBe(url);
  await until('senders are taken again', async () => (await exportSpans('meanwhile')).status === 200);
  await sendOne();
  await until('every message', async () => (await offsets(store)).length >= sent);
  expect((await offsets(store)).map(({ partition, offset }) => `${partition}/${offset}`)).toEqual([...Array.from({ length: 11 }, (_, offset) => `0/${offset}`), ...Array.from({ length: 10 }, (_, offset) => `1/${offset}`)]);
  await until('health is well again', () => collector.status().error === null && kafka()?.status === 'ok');
  await until('every flow', async () => (await pendingChanges(store.pool)).batches === 0);
  expect(await readFlow(store, `${topic}-${sent - 1}`)).toMatchObject({ found: { events: [{ coordinates: { topic } }] } });
  expect((await store.pool.query('SELECT sum(spans)::int AS spans FROM span_chunk')).rows).toEqual([{ spans: 2 }]);
});

interface Reporting {
  readonly pid: number;
  readonly rollup: boolean;
  readonly events: number;
}

function tracing(service: string, exporter: SpanExporter): NodeTracerProvider {
  const provider = new NodeTracerProvider({ resource: resourceFromAttributes({ 'service.name': service }), spanProcessors: [new BatchSpanProcessor(exporter)] });
  onTestFinished(() => provider.shutdown());
  return provider;
}

/** Of every stored message, in order. */
async function offsets(store: QueryStore): Promise<{ partition: number; offset: number }[]> {
  return (await store.pool.query<{ partition: number; offset: number }>('SELECT partition, "offset"::int AS offset FROM event ORDER BY event.partition, event."offset"')).rows;
}
