import { describe, expect, test } from 'vitest';
import { post } from '#lib/sources/http/testing/post.ts';
import { running } from '#lib/sources/http/testing/running.ts';
import { Malformed } from '#lib/sources/http/malformed.ts';
import { decodeZipkin } from '#lib/sources/zipkin/spans.ts';

const JSON_TYPE = { 'content-type': 'application/json' };
const IDS = { traceId: '463ac35c9f6413ad48485a3953bb6124', id: 'a2fb4a1d1a96d312' };
const decode = (...spans: unknown[]) => decodeZipkin(Buffer.from(JSON.stringify(spans)));

describe('Zipkin v2 spans', () => {
  test('a whole span', () => {
    const span = {
      ...IDS,
      parentId: '0020000000000001',
      name: 'get /orders',
      kind: 'SERVER',
      shared: true,
      timestamp: 1_556_604_172_355_737,
      duration: 1_431,
      localEndpoint: { serviceName: 'backend', ipv4: '192.168.99.1', port: 3306 },
      remoteEndpoint: { serviceName: 'frontend', ipv4: '172.19.0.2', port: 58_648 },
      tags: { 'http.method': 'GET', error: 'timed out', 'otel.scope.name': 'brave', 'otel.scope.version': '6' },
      annotations: [{ timestamp: 1_556_604_172_355_800, value: 'wr' }],
    };
    expect(decode(span)).toStrictEqual([
      {
        traceId: IDS.traceId,
        spanId: IDS.id,
        parentSpanId: '0020000000000001',
        name: 'get /orders',
        kind: 'server',
        startNanos: '1556604172355737000',
        endNanos: '1556604172357168000',
        status: 'error',
        statusMessage: 'timed out',
        traceState: '',
        flags: 1,
        service: 'backend',
        resource: { 'service.name': 'backend', 'host.ip': '192.168.99.1', 'host.port': 3306 },
        scope: 'brave@6',
        attributes: {
          'http.method': 'GET',
          error: 'timed out',
          'otel.scope.name': 'brave',
          'otel.scope.version': '6',
          'peer.service': 'frontend',
          'network.peer.address': '172.19.0.2',
          'network.peer.port': 58_648,
          'zipkin.shared': true,
        },
        events: [{ name: 'wr', timeNanos: '1556604172355800000', attributes: {} }],
        links: [],
        droppedLinks: 0,
      },
    ]);
  });

  test('short ids are padded, and a bare span is a span', () => {
    expect(decode({ traceId: '48485A3953BB6124', id: '1' })[0]).toMatchObject({
      traceId: '000000000000000048485a3953bb6124',
      spanId: '0000000000000001',
      parentSpanId: null,
      kind: 'internal',
      service: 'unknown_service',
      status: 'unset',
      startNanos: '0',
    });
  });

  test('both halves of a shared span stay, told apart by kind', () => {
    const spans = decode({ ...IDS, kind: 'CLIENT', timestamp: 5, duration: 9 }, { ...IDS, kind: 'SERVER', shared: true, timestamp: 6, duration: 3 });
    expect(spans.map(({ spanId, kind }) => [spanId, kind])).toEqual([[IDS.id, 'client'], [IDS.id, 'server']]);
  });

  test('without a timestamp the first annotation is the start', () => {
    expect(decode({ ...IDS, annotations: [{ timestamp: 9, value: 'b' }, { timestamp: 7, value: 'a' }] })[0]).toMatchObject({ startNanos: '7000', endNanos: '7000' });
  });

  test.each([
    [{ error: 'true' }, 'error', ''],
    [{ error: 'false' }, 'unset', ''],
    [{ 'otel.status_code': 'OK' }, 'ok', ''],
    [{ 'otel.status_code': 'ERROR', error: 'why' }, 'error', 'why'],
  ])('the tags %j mean %s', (tags, status, statusMessage) => {
    expect(decode({ ...IDS, tags })[0]).toMatchObject({ status, statusMessage });
  });

  test.each([
    [{ ...IDS, traceId: '0' }, 'traceId must be'],
    [{ ...IDS, traceId: 'f'.repeat(33) }, 'traceId must be'],
    [{ ...IDS, id: 'xyz' }, 'id must be'],
    [{ traceId: 'a' }, 'id must be'],
    [{ ...IDS, parentId: 'q' }, 'parentId must be'],
    [{ ...IDS, kind: 'PEER' }, 'kind must be'],
    [{ ...IDS, timestamp: 'now' }, 'timestamp must be'],
    [{ ...IDS, timestamp: '18446744073709551615' }, 'timestamp must be'],
    [{ ...IDS, tags: { a: 1 } }, 'tags.a must be text'],
    [{ ...IDS, annotations: {} }, 'annotations must be a list'],
    [7, 'must be an object'],
  ])('%j is malformed', (span, message) => {
    expect(() => decode(IDS, span)).toThrow(Malformed);
    expect(() => decode(IDS, span)).toThrow(expect.objectContaining({ faults: [{ path: '[1]', message: expect.stringContaining(message) }] }));
  });
});

describe('POST /api/v2/spans', () => {
  test('answers 202 when the spans are durable', async () => {
    await using server = await running();
    const reply = await post(server.httpPort, '/api/v2/spans', JSON.stringify([IDS]), JSON_TYPE);
    expect([reply.status, reply.body.length]).toEqual([202, 0]);
    expect(server.sink.spans).toHaveLength(1);
  });

  test('one bad span refuses all of them, and says which', async () => {
    await using server = await running();
    const reply = await post(server.httpPort, '/api/v2/spans', JSON.stringify([IDS, { ...IDS, id: '' }]), JSON_TYPE);
    expect([reply.status, JSON.parse(reply.body.toString())]).toEqual([
      400,
      { type: 'about:blank', title: 'Malformed request', status: 400, detail: 'some spans are malformed, so none was taken', errors: [{ path: '[1]', message: 'id must be 1 to 16 hex digits, not all zero' }] },
    ]);
    expect(server.sink.batches).toEqual([]);
  });
});
