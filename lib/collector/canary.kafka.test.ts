/**
 * Something that must not be kept is put into every place that a message or a span has, by every door;
 * then it is looked for in every byte of the database, in all that was logged, and in every answer of the API.
 */
import { createHash } from 'node:crypto';
import { zstdDecompressSync } from 'node:zlib';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { GET as getEvent } from '#app/api/v1/events/[source]/[topic]/[partition]/[offset]/route.ts';
import { GET as getPayload } from '#app/api/v1/events/[source]/[topic]/[partition]/[offset]/payload/route.ts';
import { GET as getFlow } from '#app/api/v1/flows/[key]/route.ts';
import { GET as getFacets } from '#app/api/v1/flows/facets/route.ts';
import { GET as getHistogram } from '#app/api/v1/flows/histogram/route.ts';
import { GET as getFlows } from '#app/api/v1/flows/route.ts';
import { GET as getHealth } from '#app/api/v1/health/route.ts';
import { GET as getQuarantine } from '#app/api/v1/quarantine/route.ts';
import { GET as getSearch } from '#app/api/v1/search/route.ts';
import { GET as getMetrics } from '#app/metrics/route.ts';
import type { Collector } from '#lib/collector/collector.ts';
import { maskedLine, maskingOf } from '#lib/collector/masking.ts';
import { kafkaSettings, runCollectorWith } from '#lib/collector/testing/run-collector.ts';
import type { CollectorSettings } from '#lib/env/collector.ts';
import { post } from '#lib/sources/http/testing/post.ts';
import { client, createTopic, dropTopic, unique, until } from '#lib/sources/kafka/testing/fixture.ts';
import { toProtobuf, wireExport, wireSpan, type WireAttribute } from '#lib/sources/otlp/testing/encode.ts';
import { pendingChanges } from '#lib/store/change-queue.ts';
import { freshStoreFor, type FreshStore } from '#lib/store/testing/fresh-store.ts';
import type { WebContext } from '#lib/web/context.ts';
import { contextFor } from '#lib/web/testing/context.ts';

/** One for each kind of rule; `PATTERN` in every place, the others where their rule names them. */
const PATTERN = 'canary-7351402';
const MAIL = 'canary.jane@example.com';
const CARD = '4929 1203 4567 8904';
const POINTED = 'Canaria Pointed';
const HEADER = 'Canaria Header';
const ATTRIBUTE = 'Canaria Attribute';
const OFF = 'Canaria Off';
const CANARIES = [PATTERN, MAIL, POINTED, HEADER, ATTRIBUTE, OFF];

const topics = { all: unique('masked'), off: unique('masked-off'), dead: `${unique('masked')}.dlq` };
const masking: Pick<CollectorSettings, 'masking' | 'maskingKey'> = {
  masking: {
    payloadOff: [topics.off],
    pointers: ['/customer/name', '/items/*/owner'],
    headers: ['x-secret', 'x-private-*', 'ce_subject'],
    attributes: ['user.secret', 'enduser.*'],
    patterns: ['card', 'email', 'token', { name: 'canary', expression: 'canary-[0-9]+' }],
  },
  maskingKey: 'the key of this test, which is long enough',
};

let store: FreshStore;
let collector: Collector;
let context: WebContext;
const logged: string[] = [];

const traceId = (digit: string) => Buffer.from(digit.repeat(32), 'hex');
const text = (key: string, value: string): WireAttribute => ({ key, value: { kind: 'string', value } });
const attributes = (): WireAttribute[] => [
  text('plain', `x ${PATTERN} y`), text(PATTERN, 'name'), text('user.secret', ATTRIBUTE), text('url.full', `https://x/?to=${encodeURIComponent(MAIL)}`), text('http.request.header.x_secret', HEADER),
  text('body', `{"customer":{"name":"${POINTED}"}}`),
  { key: 'enduser.roles', value: { kind: 'list', value: [{ kind: 'string', value: ATTRIBUTE }] } },
  { key: 'raw', value: { kind: 'bytes', value: Buffer.from(PATTERN) } },
  { key: 'deep', value: { kind: 'map', value: [text('in', PATTERN)] } },
];
const canarySpan = (trace: string) => wireSpan({
  traceId: traceId(trace), name: `GET /${PATTERN}`, traceState: `a=${PATTERN}`, attributes: attributes(), status: { code: 2, message: `no ${PATTERN}, nor ${ATTRIBUTE}` },
  events: [{ time: 1_700_000_000_000_000_002n, name: `e ${PATTERN}`, attributes: [...attributes(), text('exception.stacktrace', `at ${PATTERN}\n at ${ATTRIBUTE}`)] }],
  links: [{ traceId: traceId(trace === '1' ? '2' : '1'), spanId: Buffer.from('b7ad6b7169203331', 'hex'), attributes: attributes() }],
});
const canaryExport = (trace: string) => ({ ...wireExport([canarySpan(trace)]), resource: [text('service.name', `service ${PATTERN}`), ...attributes()], scope: { name: `scope ${PATTERN}`, version: PATTERN } });

const payload = { id: PATTERN, type: `order.${PATTERN}`, orderId: PATTERN, correlationId: PATTERN, mail: MAIL, escaped: 'ESCAPED', card: CARD, number: 'NUMBER', customer: { name: POINTED }, items: [{ owner: POINTED }], [PATTERN]: 1 };
const json = JSON.stringify(payload).replace('ESCAPED', PATTERN.replace('-', '\\u002d')).replace('"NUMBER"', CARD.replaceAll(' ', ''));
const preview = (tail: string) => `${'x'.repeat(65_530)}${tail}`;
const headers = { 'x-secret': HEADER, 'x-private-id': HEADER, 'correlation-id': PATTERN, 'message-id': PATTERN, 'event-type': `order.${PATTERN}`, baggage: `user=${encodeURIComponent(MAIL)}`, bytes: Buffer.concat([Buffer.from([255, 0]), Buffer.from(PATTERN)]), [`name-${PATTERN}`]: 'x' };
const failure = { 'kafka_dlt-original-topic': topics.all, 'kafka_dlt-exception-message': `no stock for ${PATTERN}, of ${HEADER} ${POINTED}`, 'kafka_dlt-exception-stacktrace': `at ${PATTERN}\nat ${MAIL} ${HEADER}`, 'kafka_dlt-exception-fqcn': `Fault${PATTERN}` };
const cloudEvent = { specversion: '1.0', id: PATTERN, source: `/${PATTERN}`, type: `ce.${PATTERN}`, subject: HEADER, partitionkey: MAIL, datacontenttype: 'application/json' };

beforeAll(async () => {
  for (const topic of [...Object.values(topics), 'otlp_spans']) await createTopic(topic, 1).catch(() => undefined);
  store = await freshStoreFor();
  context = contextFor({ databaseUrl: store.url });
  const settings = maskingOf({ ...masking, dataDir: '/nonexistent' })!;
  const log = pino({ level: 'trace' }, { write: (line) => void logged.push(maskedLine(line, settings)) });
  collector = await runCollectorWith(store.url, [kafkaSettings(unique('masked'), [...Object.values(topics), 'otlp_spans'])], masking, log);
  context = contextFor({ databaseUrl: store.url, collectorUrl: `http://127.0.0.1:${collector.apiPort}` });

  // As a driver would quote what it could not take.
  log.error({ err: new Error(`invalid input: "${PATTERN}"\n${MAIL}`) }, `it cannot be stored: ${PATTERN}`);

  // Idempotent, since what is stored is counted.
  const send = client().producer({ allowAutoTopicCreation: false, idempotent: true, maxInFlightRequests: 1 });
  await send.connect();
  await send.send({ topic: topics.all, messages: [
    { key: PATTERN, value: json, headers },
    { key: json, value: `text ${PATTERN} and ${MAIL}`, headers },
    { key: null, value: Buffer.concat([Buffer.from([0, 0, 0, 0, 7]), Buffer.from(json)]) },
    { key: null, value: Buffer.concat([Buffer.from([255, 254, 0, 14]), Buffer.from(PATTERN), Buffer.from([1])]) },
    { key: null, value: preview(` ${MAIL}`) },
    { key: null, value: `{"filler":"${preview('')}","customer":{"name":"${POINTED}"},"note":"${PATTERN}"}`, headers: { 'correlation-id': 'whole' } },
    { key: null, value: `{"customer":{"name":"${POINTED}"` },
    { key: null, value: JSON.stringify({ ...cloudEvent, data: payload }), headers: { 'content-type': 'application/cloudevents+json' } },
    { key: null, value: JSON.stringify({ ...cloudEvent, data_base64: Buffer.from(json).toString('base64') }), headers: { 'content-type': 'application/cloudevents+json' } },
    { key: null, value: json, headers: { ...headers, ce_specversion: '1.0', ce_id: PATTERN, ce_source: PATTERN, ce_type: PATTERN, ce_subject: HEADER } },
  ] });
  await send.send({ topic: topics.dead, messages: [{ key: PATTERN, value: json, headers: { ...headers, ...failure } }] });
  await send.send({ topic: topics.off, messages: [{ key: 'off', value: OFF, headers: { 'correlation-id': 'off' } }, { value: `{"a":"${OFF}"}` }] });
  await send.send({ topic: 'otlp_spans', messages: [{ value: Buffer.from(toProtobuf([canaryExport('3')])) }, { value: `not spans: ${PATTERN} ${OFF} ${POINTED}` }, { value: `{"resourceSpans": ${PATTERN}` }] });

  await send.disconnect();

  const answered = async (status: number, path: string, body: string | Uint8Array, sent: Record<string, string>) => {
    const answer = await post(collector.httpPort ?? 0, path, body, sent);
    if (answer.status !== status) throw new Error(`${path} was answered with ${answer.status}: ${answer.body.toString()}`);
  };
  const type = (contentType: string) => ({ 'content-type': contentType });
  await answered(200, '/v1/traces', toProtobuf([canaryExport('1')]), type('application/x-protobuf'));
  const zipkin = [{ traceId: '2'.repeat(32), id: 'b7ad6b7169203331', name: PATTERN, tags: { error: `failed ${PATTERN}`, 'user.secret': ATTRIBUTE, [PATTERN]: MAIL }, annotations: [{ timestamp: 1_700_000_000_000_000, value: `a ${PATTERN}` }], localEndpoint: { serviceName: `zipkin ${PATTERN}` } }];
  await answered(202, '/api/v2/spans', JSON.stringify(zipkin), type('application/json'));
  await answered(200, '/v1/events', JSON.stringify({ ...cloudEvent, data: payload }), type('application/cloudevents+json'));
  await answered(200, '/v1/events', JSON.stringify([{ ...cloudEvent, id: `b ${PATTERN}`, data_base64: Buffer.from(json).toString('base64') }]), type('application/cloudevents-batch+json'));
  await answered(200, '/v1/events', json, { ...type('application/json'), 'ce-specversion': '1.0', 'ce-id': `c-${PATTERN}`, 'ce-source': PATTERN, 'ce-type': topics.off, 'ce-subject': HEADER, baggage: `a=${PATTERN}` });
  for (const body of [PATTERN, `{"resourceSpans":[{"scopeSpans":[{"spans":[{"name":7,"${PATTERN}":${PATTERN}`]) await answered(400, `/v1/traces`, body, type('application/json'));
  await answered(404, `/${PATTERN}`, PATTERN, type(`text/${PATTERN}`));

  await until('every message is stored', async () => (await store.prisma.event.count()) === 16 && (await store.prisma.quarantine.count()) >= 2 && (await store.prisma.spanChunk.count()) === 3, 60_000);
  await until('every flow is derived', async () => (await pendingChanges(store.pool)).batches === 0);
  await until('the status is written', async () => JSON.stringify((await store.prisma.processStatus.findMany()).map(({ status }) => status)).includes('was refused'));
}, 240_000);

afterAll(async () => {
  await collector?.stop();
  await dropTopic('otlp_spans');
  await context?.store.close();
  await store?.drop();
});

/** In the ways in which bytes, base64 at any alignment, hex and URLs can spell it. */
const spellings = (canary: string): readonly Buffer[] => [
  Buffer.from(canary),
  ...[0, 1, 2].map((shift) => Buffer.from(Buffer.from(`${'x'.repeat(shift)}${canary}`).toString('base64').slice(shift === 0 ? 0 : 4, -4))),
  Buffer.from(Buffer.from(canary).toString('hex')),
  Buffer.from(encodeURIComponent(canary)),
  Buffer.from(canary, 'utf16le'),
];
const forbidden = [...CANARIES, CARD, CARD.replaceAll(' ', '')].flatMap(spellings);

function canariesIn(bytes: Uint8Array | string): string[] {
  const all = Buffer.from(bytes as string);
  return forbidden.filter((spelling) => all.includes(spelling)).map(String);
}

function unpacked(table: string, column: string, bytes: Buffer): Buffer {
  if (table.startsWith('span_block') && column === 'data') return zstdDecompressSync(bytes);
  return table.startsWith('event_chunk') && (column === 'heads' || column === 'values') ? zstdDecompressSync(bytes) : bytes;
}

/** Every row of every table as bytes, with chunks decompressed. */
async function dump(): Promise<{ readonly table: string; readonly bytes: Buffer }[]> {
  const { rows: tables } = await store.pool.query<{ name: string }>("SELECT relname AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = 'public' AND relkind IN ('r', 'p') ORDER BY 1");
  const parts: { table: string; bytes: Buffer }[] = [];
  for (const { name } of tables) {
    const { rows } = await store.pool.query<Record<string, unknown>>(`SELECT * FROM "${name}"`);
    for (const row of rows) {
      for (const [column, value] of Object.entries(row)) {
        const bytes = Buffer.isBuffer(value) ? value : Buffer.from(JSON.stringify(value ?? null));
        parts.push({ table: `${name}.${column}`, bytes: unpacked(name, column, bytes) });
      }
    }
  }
  return parts;
}

test('no table holds it, nor a hash of it that could be guessed', async () => {
  const parts = await dump();
  expect(parts.length).toBeGreaterThan(500);
  expect(parts.flatMap(({ table, bytes }) => canariesIn(bytes).map((canary) => `${table}: ${canary}`))).toEqual([]);
  const guesses = [OFF, `{"a":"${OFF}"}`, json, `/${PATTERN} ${PATTERN}`].map((value) => createHash('sha256').update(value).digest());
  for (const guess of guesses) {
    expect(parts.filter(({ bytes }) => bytes.includes(guess) || bytes.includes(guess.toString('hex'))).map(({ table }) => table)).toEqual([]);
  }
});

test('what is kept in its place says what it was, and is the same everywhere', async () => {
  const all = (await dump()).map(({ bytes }) => bytes.toString('latin1')).join('\n');
  for (const [label, count] of [['canary', 1], ['email', 1], ['card', 1], ['text', 3]] as const) {
    const masks = new Set(all.match(new RegExp(`masked:${label}:[0-9a-f]{20}`, 'g')));
    expect({ label, count: masks.size }).toEqual({ label, count });
  }
});

test('the log has none of it', () => {
  expect(logged.filter((line) => line.includes('masked:canary:')).length).toBeGreaterThan(0);
  expect(logged.flatMap(canariesIn)).toEqual([]);
  expect(logged.every((line) => JSON.parse(line))).toBe(true);
});

test('no answer of the API has it', async () => {
  const answers = new Map<string, Buffer>();
  const ask = async (handler: (request: Request) => Promise<Response>, path: string): Promise<Buffer> => {
    const response = await handler(new Request(`http://localhost:3000${path}`, { headers: { host: 'localhost:3000' } }));
    const body = Buffer.from(await response.arrayBuffer());
    answers.set(`${response.status} ${path}`, Buffer.concat([body, Buffer.from(JSON.stringify([...response.headers]))]));
    return body;
  };
  const flows = JSON.parse((await ask(getFlows, '/api/v1/flows?limit=500')).toString()) as { flows: { id: string }[] };
  expect(flows.flows.length).toBeGreaterThan(3);
  for (const { id } of flows.flows) await ask(getFlow, `/api/v1/flows/${id}`);
  for (const path of ['/facets', '/histogram']) await ask(path === '/facets' ? getFacets : getHistogram, `/api/v1/flows${path}`);
  for (const q of ['masked', 'canary', 'order']) await ask(getSearch, `/api/v1/search?q=${q}`);
  const events = await store.pool.query<{ source: string; name: string; partition: number; offset: string }>('SELECT t.source, t.name, e.partition, e."offset" FROM event e JOIN topic t ON t.id = e.topic_id');
  for (const { source, name, partition, offset } of events.rows) {
    const path = `/api/v1/events/${[source, name, partition, offset].map(encodeURIComponent).join('/')}`;
    await ask(getEvent, path);
    await ask(getPayload, `${path}/payload`);
  }
  await ask(getQuarantine, '/api/v1/quarantine');
  await ask(getHealth, '/api/v1/health');
  await ask(getMetrics, '/metrics');
  for (const path of ['/health', '/metrics']) answers.set(`collector ${path}`, Buffer.from(await (await fetch(`http://127.0.0.1:${collector.apiPort}${path}`)).arrayBuffer()));

  expect([...answers].flatMap(([path, body]) => canariesIn(body).map((canary) => `${path}: ${canary}`))).toEqual([]);
  // Each was truly asked: the whole value came from the broker, and what is off was refused.
  const statuses = [...answers.keys()].map((key) => key.split(' ')[0]);
  expect(statuses.filter((status) => status === '200').length).toBeGreaterThan(30);
  expect([...answers].find(([path]) => path.startsWith('403 ') && path.includes(topics.off))).toBeDefined();
  const whole = [...answers].find(([path, body]) => path.endsWith('/payload') && body.includes('"filler"'));
  expect(whole?.[1].toString('latin1')).toMatch(/"customer":\{"name":"masked:text:[0-9a-f]{20}"\},"note":"masked:canary:/);
});

test('the detail of an event says that it is masked, and by which rules', async () => {
  const response = await getEvent(new Request(`http://localhost:3000/api/v1/events/kafka/${topics.all}/0/0`, { headers: { host: 'localhost:3000' } }));
  const event = (await response.json()) as { maskedBy: string[]; payload: { masked: boolean; maskedBy: string[]; sha256: null; keyedHash: string } };
  expect(event.payload).toMatchObject({ masked: true, sha256: null, keyedHash: expect.stringMatching(/^[0-9a-f]{64}$/) });
  expect(event.payload.maskedBy).toEqual(expect.arrayContaining(['pointer /customer/name', 'pointer /items/*/owner', 'pattern canary', 'pattern email', 'pattern card']));
  expect(event.maskedBy).toEqual(expect.arrayContaining(['key: pattern canary', 'header x-secret', 'header x-private-id']));
});
