import { describe, expect, test } from 'vitest';
import { post } from '#lib/sources/http/testing/post.ts';
import { running } from '#lib/sources/http/testing/running.ts';
import { toJson, toProtobuf, wireExport, wireSpan } from '#lib/sources/otlp/testing/encode.ts';

const PROTOBUF = { 'content-type': 'application/x-protobuf' };
const JSON_TYPE = { 'content-type': 'application/json; charset=utf-8' };
const mixed = [wireExport([wireSpan(), wireSpan({ traceId: new Uint8Array(16) })])];
const message = '1 spans were not taken: the trace id "00000000000000000000000000000000" is not 16 bytes, or all zero';

describe('POST /v1/traces', () => {
  test('answers nothing but success, in the encoding of the request', async () => {
    await using server = await running();
    const protobuf = await post(server.httpPort, '/v1/traces', toProtobuf([wireExport()]), PROTOBUF);
    expect([protobuf.status, protobuf.headers['content-type'], protobuf.body.length]).toEqual([200, 'application/x-protobuf', 0]);
    const json = await post(server.httpPort, '/v1/traces', toJson([wireExport()]), JSON_TYPE);
    expect([json.status, json.headers['content-type'], json.body.toString()]).toEqual([200, 'application/json', '{}']);
    expect(server.sink.spans).toHaveLength(2);
  });

  test('an export without spans is a success that stores nothing', async () => {
    await using server = await running();
    expect((await post(server.httpPort, '/v1/traces', '', PROTOBUF)).status).toBe(200);
    expect((await post(server.httpPort, '/v1/traces', '{}', JSON_TYPE)).status).toBe(200);
    expect(server.sink.batches).toEqual([]);
  });

  test('a part is taken, and the rest is said', async () => {
    await using server = await running();
    const json = await post(server.httpPort, '/v1/traces', toJson(mixed), JSON_TYPE);
    expect([json.status, JSON.parse(json.body.toString())]).toEqual([200, { partialSuccess: { rejectedSpans: '1', errorMessage: message } }]);
    const protobuf = await post(server.httpPort, '/v1/traces', toProtobuf(mixed), PROTOBUF);
    const text = Buffer.from(message);
    const inner = Buffer.concat([Buffer.from([0x08, 1, 0x12, text.length]), text]);
    expect(protobuf.body).toEqual(Buffer.concat([Buffer.from([0x0a, inner.length]), inner]));
    expect(server.sink.spans).toHaveLength(2);
    expect(server.receivers.counts()).toMatchObject({ spans: 2, rejectedSpans: 2 });
  });

  test('a malformed body is a google.rpc.Status in the same encoding', async () => {
    await using server = await running();
    const protobuf = await post(server.httpPort, '/v1/traces', Buffer.from([0x0a, 0xff, 0x01]), PROTOBUF);
    expect([protobuf.status, protobuf.headers['content-type']]).toEqual([400, 'application/x-protobuf']);
    expect(protobuf.body.subarray(0, 2)).toEqual(Buffer.from([0x08, 3])); // INVALID_ARGUMENT
    expect(protobuf.body.toString()).toContain('the protobuf body ends early');
    const json = await post(server.httpPort, '/v1/traces', '{"resourceSpans":3}', JSON_TYPE);
    expect([json.status, json.headers['content-type'], JSON.parse(json.body.toString())]).toEqual([400, 'application/json', { code: 3, message: 'resourceSpans must be a list' }]);
    expect(server.sink.batches).toEqual([]);
  });

  test.each([
    ['a field that ends early', [0x0a, 0x05, 0x01]],
    ['a field that reaches beyond its message', [0x0a, 0x02, 0x12, 0x09, 0, 0, 0, 0, 0, 0, 0, 0, 0]],
    ['field number 0', [0x02, 0x00]],
    ['an unfinished varint', [0x0a, 0x80]],
    ['a varint without end', Array.from({ length: 12 }, () => 0xff)],
    ['an unknown wire type', [0x0f, 0x00]],
    ['groups without end', Array.from({ length: 6_000 }, () => 0x0b)],
  ])('%s is malformed protobuf', async (_name, bytes) => {
    await using server = await running();
    expect((await post(server.httpPort, '/v1/traces', Buffer.from(bytes), PROTOBUF)).status).toBe(400);
  });
});
