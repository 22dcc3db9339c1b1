/** The same content by every way: protobuf and JSON over HTTP, protobuf over gRPC. What is stored, what is refused and what is said of it are equal. */
import { Client, credentials, Metadata, status } from '@grpc/grpc-js';
import * as fc from 'fast-check';
import { Agent, request } from 'node:http';
import { describe, expect, test } from 'vitest';
import { anyDamages, damaged } from '#lib/sources/http/testing/damage.ts';
import { type Running, running } from '#lib/sources/http/testing/running.ts';
import { anyExports } from '#lib/sources/otlp/testing/any-exports.ts';
import { toJson, toProtobuf, type WireExport, wireExport, wireSpan, type WireValue } from '#lib/sources/otlp/testing/encode.ts';
import { inForm } from '#lib/sources/testing/form.ts';

const SEED = 20_260_131;
const TIMEOUT = { timeout: inForm({ short: 60_000, long: 600_000 }) };

interface Answered {
  readonly status: number;
  readonly body: Buffer;
}

/** One sender a way, each with a connection that is kept. */
function senders(server: Running) {
  const agent = new Agent({ keepAlive: true });
  const client = new Client(`127.0.0.1:${server.grpcPort}`, credentials.createInsecure());
  const same = (bytes: Buffer): Buffer => bytes;
  return {
    http: (type: string, bytes: Uint8Array): Promise<Answered> =>
      new Promise((resolve, reject) => {
        const sent = request({ host: '127.0.0.1', port: server.httpPort, path: '/v1/traces', method: 'POST', agent, headers: { 'content-type': type } }, (response) => {
          const chunks: Buffer[] = [];
          response.on('data', (chunk: Buffer) => chunks.push(chunk)).on('end', () => resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks) }));
        });
        sent.on('error', reject);
        sent.end(bytes);
      }),
    /** Its code as the status that the same refusal has over HTTP, 500 for any that is neither of the two. */
    grpc: (bytes: Uint8Array): Promise<Answered> =>
      new Promise((resolve) => {
        client.makeUnaryRequest('/opentelemetry.proto.collector.trace.v1.TraceService/Export', same, same, Buffer.from(bytes), new Metadata(), {}, (error, response) => {
          if (error === null) resolve({ status: 200, body: response ?? Buffer.alloc(0) });
          else resolve({ status: error.code === status.INVALID_ARGUMENT ? 400 : 500, body: Buffer.from(error.details) });
        });
      }),
    close: () => {
      agent.destroy();
      client.close();
    },
  };
}

/** What came to the store since it was asked last. */
function stored(server: Running): unknown {
  const { spans } = server.sink;
  server.sink.batches.length = 0;
  return spans;
}

/** What protobuf's and JSON's answers say of the spans that were not taken. */
const saidInJson = ({ body }: Answered): string => (JSON.parse(body.toString()) as { partialSuccess?: { errorMessage: string } }).partialSuccess?.errorMessage ?? '';
/** Field 2 of field 1: the last in it, and the only text. */
const saidInProtobuf = ({ body }: Answered): string => /\d+ spans were not taken: .*$/s.exec(body.toString())?.[0] ?? '';

async function expectAgreement(server: Running, send: ReturnType<typeof senders>, exported: readonly WireExport[]): Promise<void> {
  const protobuf = toProtobuf(exported);
  const byProtobuf = await send.http('application/x-protobuf', protobuf);
  const spans = stored(server);
  const byJson = await send.http('application/json', toJson(exported));
  expect(stored(server)).toStrictEqual(spans);
  const byGrpc = await send.grpc(protobuf);
  expect(stored(server)).toStrictEqual(spans);
  expect([byJson.status, byGrpc.status]).toEqual([byProtobuf.status, byProtobuf.status]);
  expect([200, 400]).toContain(byProtobuf.status);
  if (byProtobuf.status === 400) return;
  expect(saidInJson(byJson)).toBe(saidInProtobuf(byProtobuf));
  expect(byGrpc.body).toEqual(byProtobuf.body);
}

test('whatever is exported', TIMEOUT, async () => {
  await using server = await running();
  const send = senders(server);
  await fc.assert(fc.asyncProperty(anyExports, (exported) => expectAgreement(server, send, exported)), { numRuns: inForm({ short: 300, long: 8_000 }), seed: SEED });
  expect(server.reported).toEqual([]);
  send.close();
});

test('damaged protobuf over HTTP and over gRPC', TIMEOUT, async () => {
  await using server = await running();
  const send = senders(server);
  const whole = Buffer.from(toProtobuf([wireExport([wireSpan(), wireSpan({ name: 'second', attributes: [{ key: 'deep', value: nested('map', 5) }] })])]));
  await fc.assert(
    fc.asyncProperty(anyDamages, async (damages) => {
      const bytes = damaged(whole, damages);
      const byHttp = await send.http('application/x-protobuf', bytes);
      const spans = stored(server);
      const byGrpc = await send.grpc(bytes);
      expect([200, 400]).toContain(byHttp.status);
      expect(byGrpc.status).toBe(byHttp.status);
      expect(stored(server)).toStrictEqual(spans);
    }),
    { numRuns: inForm({ short: 500, long: 10_000 }), seed: SEED },
  );
  expect(server.reported).toEqual([]);
  send.close();
});

const attribute = (value: WireValue, key = 'k') => wireExport([wireSpan({ attributes: [{ key, value }] }), wireSpan({ name: 'its neighbour' })]);
const text = (value: string): WireValue => ({ kind: 'string', value });

const HOSTILE: readonly (readonly [string, () => WireExport])[] = [
  ...(['list', 'map'] as const).flatMap((kind) =>
    [32, 33, 49, 50, 51, 60, 70, 200, 1_000].map((levels) => [`a ${kind} nested ${levels} deep`, () => attribute(nested(kind, levels))] as const),
  ),
  ['a link and an event nested 1,000 deep', () => wireExport([
    wireSpan({ links: [{ traceId: Buffer.alloc(16, 1), spanId: Buffer.alloc(8, 1), attributes: [{ key: 'd', value: nested('list', 1_000) }] }] }),
    wireSpan({ events: [{ time: 1n, name: 'e', attributes: [{ key: 'd', value: nested('map', 1_000) }] }] }),
    wireSpan({ name: 'their neighbour' }),
  ])],
  ['a resource nested 1,000 deep', () => wireExport([wireSpan()], [{ key: 'd', value: nested('list', 1_000) }])],
  ['NUL in every text', () => wireExport([wireSpan({ name: '\0', traceState: '\0', status: { code: 2, message: '\0' }, attributes: [{ key: '\0', value: text('\0') }] })], [{ key: 'service.name', value: text('\0') }])],
  ['a key of a megabyte', () => attribute(text('v'), 'k'.repeat(1 << 20))],
  ['a value of four megabytes', () => attribute(text('é'.repeat(1 << 21)))],
  ['ten thousand attributes of one name', () => wireExport([wireSpan({ attributes: Array.from({ length: 10_000 }, (_, index) => ({ key: 'k', value: text(String(index)) })) })])],
  ['ten thousand links', () => wireExport([wireSpan({ links: Array.from({ length: 10_000 }, (_, index) => ({ traceId: Buffer.alloc(16, 1 + (index % 255)), spanId: Buffer.alloc(8, index % 256), attributes: [] })) })])],
  ['names that are a prototype', () => attribute({ kind: 'map', value: [{ key: '__proto__', value: text('x') }, { key: 'constructor', value: text('y') }] }, '__proto__')],
  ['times at the ends of 64 bits', () => wireExport([wireSpan({ start: 2n ** 64n - 1n, end: 0n }), wireSpan({ start: 0n, end: 2n ** 63n })])],
  ['ids of every length', () => wireExport(Array.from({ length: 40 }, (_, length) => wireSpan({ traceId: Buffer.alloc(length, 7), spanId: Buffer.alloc((length * 3) % 17, 9), parentSpanId: Buffer.alloc(length % 11, 3) })))],
  ['a byte order mark and characters beyond the first plane', () => attribute(text('\ufeff😀\uffff'), '\ufeff')],
  ['enumerations of another version', () => wireExport([wireSpan({ kind: 2_147_483_647, status: { code: -1, message: '' } }), wireSpan({ kind: -1 })])],
];

describe('hostile content', () => {
  test.each(HOSTILE)('%s', async (_name, hostile) => {
    await using server = await running();
    const send = senders(server);
    await expectAgreement(server, send, [hostile()]);
    expect(server.reported).toEqual([]);
    send.close();
  });
});

test('an attribute nested 6,000 deep refuses its own span in JSON too, which has neighbours', async () => {
  await using server = await running();
  const send = senders(server);
  const whole = Buffer.from(toJson([attribute(text('DEEP'))])).toString();
  const deep = whole.replace('{"stringValue":"DEEP"}', `${'{"arrayValue":{"values":['.repeat(6_000)}{"boolValue":true}${']}}'.repeat(6_000)}`);
  const answered = await send.http('application/json', Buffer.from(deep));
  expect([answered.status, saidInJson(answered)]).toEqual([200, '1 spans were not taken: an attribute is nested deeper than 32 levels']);
  expect(server.sink.spans.map(({ name }) => name)).toEqual(['its neighbour']);
  send.close();
});

function nested(kind: 'list' | 'map', levels: number): WireValue {
  let value: WireValue = { kind: 'bool', value: true };
  for (let level = 0; level < levels; level += 1) value = kind === 'list' ? { kind, value: [value] } : { kind, value: [{ key: 'k', value }] };
  return value;
}
