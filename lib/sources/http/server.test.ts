import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { post } from '#lib/sources/http/testing/post.ts';
import { running, type Running } from '#lib/sources/http/testing/running.ts';
import { toJson, toProtobuf, wireExport, wireSpan } from '#lib/sources/otlp/testing/encode.ts';
import { SourceError } from '#lib/sources/source.ts';

const JSON_TYPE = { 'content-type': 'application/json' };
const BODY = toJson([wireExport()]);
const said = (reply: { body: Buffer }): { message?: string; detail?: string; status?: number; code?: number; details?: unknown } => JSON.parse(reply.body.toString());

/** Makes the sink wait in every append, and says when the first one began. */
function held({ sink }: Running) {
  const began = Promise.withResolvers<void>();
  const gate = Promise.withResolvers<void>();
  sink.before = () => {
    began.resolve();
    return gate.promise;
  };
  return { appending: began.promise, letGo: () => gate.resolve() };
}

/** Everything a raw connection gets until it is closed by the other side. */
function rawly(port: number, write: (send: (bytes: Uint8Array | string) => void) => void): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    let got = '';
    socket.on('data', (chunk) => (got += chunk.toString('latin1')));
    socket.on('error', () => resolve(got));
    socket.on('close', () => resolve(got));
    socket.on('connect', () => write((bytes) => void (socket.writable && socket.write(bytes))));
  });
}

describe('what is asked for', () => {
  test.each([
    ['POST', '/', 404, undefined],
    ['POST', '/v1/metrics', 404, undefined],
    ['POST', '/v1/traces/', 404, undefined],
    ['GET', '/v1/traces', 405, 'POST'],
    ['PUT', '/api/v2/spans', 405, 'POST'],
    ['OPTIONS', '/v1/events', 405, 'POST'],
  ])('%s %s is %i', async (method, path, status, allow) => {
    await using server = await running();
    const reply = await post(server.httpPort, path, '', JSON_TYPE, method);
    expect([reply.status, reply.headers['allow']]).toEqual([status, allow]);
  });

  test.each([
    ['/v1/traces', 'text/plain'],
    ['/v1/traces', 'application/x-www-form-urlencoded'],
    ['/v1/traces', 'multipart/form-data; boundary=x'],
    ['/api/v2/spans', 'application/x-protobuf'],
    ['/api/v2/spans', 'text/plain'],
    ['/v1/events', 'text/plain'],
    ['/v1/events', 'application/json'],
    ['/v1/events', 'application/cloudevents+avro'],
  ])('%s does not take %s', async (path, type) => {
    await using server = await running();
    const reply = await post(server.httpPort, path, BODY, { 'content-type': type });
    expect(reply.status).toBe(415);
    expect(reply.body.toString()).toContain('send application/');
    expect(server.sink.batches).toEqual([]);
  });

  test('a body without a content type is not taken', async () => {
    await using server = await running();
    expect((await post(server.httpPort, '/v1/traces', BODY)).status).toBe(415);
  });
});

describe('doors of the whole server', () => {
  test.each(['/v1/traces', '/api/v2/spans', '/v1/events', '/elsewhere'])('%s lets in no page, no rebound name and nobody without the token', async (path) => {
    await using server = await running({ token: 'secret' });
    const authorization = 'Bearer secret';
    const statuses = [
      await post(server.httpPort, path, BODY, { ...JSON_TYPE, authorization, origin: 'https://evil.example' }),
      await post(server.httpPort, path, BODY, { ...JSON_TYPE, authorization, host: `evil.example:${server.httpPort}` }),
      await post(server.httpPort, path, BODY, JSON_TYPE),
      await post(server.httpPort, path, BODY, { ...JSON_TYPE, authorization: 'Bearer secret2' }),
    ].map(({ status }) => status);
    expect(statuses).toEqual([403, 403, 401, 401]);
    expect(server.sink.batches).toEqual([]);
  });

  test('with the token it is let in', async () => {
    await using server = await running({ token: 'secret' });
    expect((await post(server.httpPort, '/v1/traces', BODY, { ...JSON_TYPE, authorization: 'Bearer secret' })).status).toBe(200);
  });
});

describe('bodies', () => {
  test.each([
    ['identity', BODY],
    ['gzip', gzipSync(BODY)],
    ['deflate', deflateSync(BODY)],
  ])('%s is read', async (encoding, body) => {
    await using server = await running();
    const reply = await post(server.httpPort, '/v1/traces', body, { ...JSON_TYPE, 'content-encoding': encoding });
    expect([reply.status, reply.body.toString()]).toEqual([200, '{}']);
    expect(server.sink.spans).toHaveLength(1);
  });

  test.each([
    ['br', BODY, 415],
    ['gzip, gzip', gzipSync(gzipSync(BODY)), 415],
    ['gzip', gzipSync(gzipSync(BODY)), 400],
    ['gzip', BODY, 400],
    ['gzip', gzipSync(BODY).subarray(0, 60), 400],
    ['deflate', gzipSync(BODY), 400],
    ['gzip', '', 400],
  ])('a body that claims to be %s and is not is refused', async (encoding, body, status) => {
    await using server = await running();
    const reply = await post(server.httpPort, '/v1/traces', body, { ...JSON_TYPE, 'content-encoding': encoding });
    expect([reply.status, typeof said(reply).message]).toEqual([status, 'string']);
    expect(server.sink.batches).toEqual([]);
  });

  test('the limit counts decompressed bytes, with and without a length', async () => {
    await using server = await running({ limits: { bodyBytes: 10_000 } });
    const large = Buffer.alloc(10_001, ' ');
    const exact = Buffer.alloc(10_000, ' ');
    BODY.forEach((byte, at) => (exact[at] = byte));
    const statuses = [
      await post(server.httpPort, '/v1/traces', large, { ...JSON_TYPE, 'content-length': '10001' }),
      await post(server.httpPort, '/v1/traces', large, { ...JSON_TYPE, 'transfer-encoding': 'chunked' }),
      await post(server.httpPort, '/v1/traces', gzipSync(large), { ...JSON_TYPE, 'content-encoding': 'gzip' }),
      await post(server.httpPort, '/v1/traces', exact, JSON_TYPE),
    ].map(({ status }) => status);
    expect(statuses).toEqual([413, 413, 413, 200]);
  });

  test('a gzip bomb is stopped at the limit: a gigabyte costs little memory', { timeout: 30_000 }, async () => {
    await using server = await running();
    const megabyte = gzipSync(Buffer.alloc(1024 * 1024));
    const bomb = Buffer.concat(Array.from({ length: 1024 }, () => megabyte)); // members one after another are one stream
    const before = process.memoryUsage().rss;
    const reply = await post(server.httpPort, '/v1/traces', bomb, { ...JSON_TYPE, 'content-encoding': 'gzip' });
    expect(reply.status).toBe(413);
    expect(process.memoryUsage().rss - before).toBeLessThan(50 * 1024 * 1024);
    expect((await post(server.httpPort, '/v1/traces', BODY, JSON_TYPE)).status).toBe(200);
  });

  test('a sender in the midst of a body that is too large still reads the answer', async () => {
    await using server = await running({ limits: { bodyBytes: 1_000 } });
    const got = await rawly(server.httpPort, (send) => {
      send('POST /v1/traces HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 5000000\r\n\r\n');
      for (let sent = 0; sent < 40; sent += 1) send(Buffer.alloc(100_000));
    });
    expect(got).toMatch(/^HTTP\/1\.1 413 /);
    expect(got).toMatch(/connection: close/i);
  });

  test('a length that lies: too short is not read on, too long is given up', async () => {
    await using server = await running({ limits: { headersMs: 200, requestMs: 300 } });
    const head = 'POST /v1/traces HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n';
    const short = await rawly(server.httpPort, (send) => send(`${head}Content-Length: 10\r\n\r\n${BODY.toString()}`));
    expect(short).toMatch(/^HTTP\/1\.1 400 /);
    const long = await rawly(server.httpPort, (send) => send(`${head}Content-Length: 100000\r\n\r\n${BODY.toString()}`));
    expect(long).toMatch(/^HTTP\/1\.1 408 /);
    expect(server.sink.batches).toEqual([]);
    expect(server.reported).toEqual([]);
  });

  test('slow headers and a sender that goes away hold nothing', async () => {
    await using server = await running({ limits: { headersMs: 200, requestMs: 300, inFlightBytes: 5_000 } });
    expect(await rawly(server.httpPort, (send) => send('POST /v1/traces HTTP/1.1\r\nHost: '))).toMatch(/^HTTP\/1\.1 408 /);
    for (let turn = 0; turn < 10; turn += 1) {
      const socket = connect(server.httpPort, '127.0.0.1');
      await new Promise<void>((resolve) => socket.write(`POST /v1/traces HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 3000\r\n\r\n${' '.repeat(2_000)}`, () => setTimeout(resolve, 20)));
      socket.destroy();
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    expect((await post(server.httpPort, '/v1/traces', BODY, JSON_TYPE)).status).toBe(200);
  });

  test('a refused body is read on though this process was busy while it came', async () => {
    await using server = await running({ limits: { bodyBytes: 1_000 } });
    const rest = Buffer.alloc(4 * 1024 * 1024);
    const socket = connect(server.httpPort, '127.0.0.1');
    const errors: Error[] = [];
    socket.on('error', (error) => errors.push(error));
    socket.write(`POST /v1/traces HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: ${2 * rest.length}\r\n\r\n`);
    const [answer] = (await once(socket, 'data')) as [Buffer];
    expect(answer.toString()).toMatch(/^HTTP\/1\.1 413 /);
    const ended = once(socket, 'close');
    socket.write(rest);
    for (const end = performance.now() + 1_200; performance.now() < end; );
    socket.write(rest);
    await ended;
    expect(errors).toEqual([]);
  });

  test('headers beyond their limit are refused', async () => {
    await using server = await running({ limits: { headerBytes: 4_096 } });
    expect((await post(server.httpPort, '/v1/traces', BODY, { ...JSON_TYPE, 'x-large': 'x'.repeat(5_000) })).status).toBe(431);
  });

  test('whoever asks before sending is told before sending', async () => {
    await using server = await running({ limits: { bodyBytes: 1_000 } });
    const head = 'POST /v1/traces HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nExpect: 100-continue\r\nContent-Type: application/json\r\n';
    const refused = await rawly(server.httpPort, (send) => send(`${head.replace('application/json', 'text/plain')}Content-Length: 900\r\n\r\n`));
    expect(refused).toMatch(/^HTTP\/1\.1 415 /);
    const taken = await rawly(server.httpPort, (send) => {
      send(`${head}Content-Length: ${BODY.length}\r\n\r\n`);
      send(BODY);
    });
    expect(taken).toMatch(/^HTTP\/1\.1 100 Continue[\s\S]*HTTP\/1\.1 200 /);
  });
});

describe('under pressure', () => {
  test.each([
    ['unavailable', 503, 14],
    ['position-moved', 503, 14],
    ['overloaded', 429, 8],
  ] as const)('a sink that says %s is a %i with Retry-After', async (code, status, rpcCode) => {
    await using server = await running();
    server.sink.before = async () => {
      throw new SourceError(code, 'the database is away', { retryAfterMs: 2_500 });
    };
    const reply = await post(server.httpPort, '/v1/traces', BODY, JSON_TYPE);
    expect([reply.status, reply.headers['retry-after']]).toEqual([status, '3']);
    expect(said(reply)).toEqual({ code: rpcCode, message: 'the database is away', details: [{ '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '2.5s' }] });
    const zipkin = await post(server.httpPort, '/api/v2/spans', '[{"traceId":"1","id":"2"}]', JSON_TYPE);
    expect([zipkin.status, zipkin.headers['retry-after'], zipkin.headers['content-type']]).toEqual([status, '3', 'application/problem+json']);
    expect(server.reported).toEqual([]);
  });

  test('an answer waits until the spans are durable', async () => {
    await using server = await running();
    const { appending, letGo } = held(server);
    let answered = false;
    const reply = post(server.httpPort, '/v1/traces', BODY, JSON_TYPE).then(() => (answered = true));
    await appending;
    await post(server.httpPort, '/elsewhere', '');
    expect(answered).toBe(false);
    letGo();
    expect(await reply).toBe(true);
  });

  test('concurrent requests share appends', async () => {
    await using server = await running();
    server.sink.before = () => new Promise((resolve) => setTimeout(resolve, 30));
    const replies = await Promise.all(Array.from({ length: 40 }, () => post(server.httpPort, '/v1/traces', BODY, JSON_TYPE)));
    expect(replies.every(({ status }) => status === 200)).toBe(true);
    expect(server.sink.spans).toHaveLength(40);
    expect(server.sink.batches.length).toBeLessThan(40);
  });

  test('more bytes in flight than allowed are sent back with Retry-After', async () => {
    await using server = await running({ limits: { inFlightBytes: BODY.length + 10 } });
    const { appending, letGo } = held(server);
    const first = post(server.httpPort, '/v1/traces', BODY, JSON_TYPE);
    await appending;
    const second = await post(server.httpPort, '/v1/traces', BODY, JSON_TYPE);
    expect([second.status, second.headers['retry-after']]).toEqual([503, '1']);
    letGo();
    expect((await first).status).toBe(200);
    expect((await post(server.httpPort, '/v1/traces', BODY, JSON_TYPE)).status).toBe(200);
  });

  test('what the store cannot hold is quarantined, said, and costs no neighbour', async () => {
    await using server = await running();
    server.sink.before = async ({ spans }) => {
      await new Promise((resolve) => setTimeout(resolve, 20));
      if (spans?.some(({ name }) => name === 'poison')) throw new RangeError('value out of range');
    };
    const poison = toProtobuf([wireExport([wireSpan({ name: 'poison' })])]);
    const replies = await Promise.all([...Array.from({ length: 6 }, () => post(server.httpPort, '/v1/traces', BODY, JSON_TYPE)), post(server.httpPort, '/v1/traces', poison, { 'content-type': 'application/x-protobuf' })]);
    expect(replies.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 200, 500]);
    expect(server.sink.quarantined).toEqual([{ source: 'otlp', origin: 'POST /v1/traces', reason: 'the store refused it: value out of range', bytes: Buffer.from(poison), held: { kind: 'spans' } }]);
    expect(server.reported).toEqual(['POST /v1/traces failed: RangeError: value out of range']);
    expect(server.receivers.counts()).toMatchObject({ quarantined: 1, refused: { 500: 1 }, spans: 6 });
  });
});

describe('the receiver as a source', () => {
  test('a port in use is said, tried again, and taken when it is free', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const address = other.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    await using server = await running({ httpPort: port, grpcPort: port, limits: { listenRetryMs: 30 } });
    expect(server.receivers.http.status()).toMatchObject({ name: 'http', status: 'down', error: `another program listens on 127.0.0.1:${port}: stop it, or set OTLP_HTTP_PORT to another port (0 turns this receiver off); trying again` });
    expect(server.receivers.grpc.status()).toMatchObject({ name: 'grpc', status: 'down', error: expect.stringContaining('set OTLP_GRPC_PORT') });
    await server.receivers.grpc.stop();
    await new Promise<void>((resolve) => other.close(() => resolve()));
    while (server.receivers.http.status().status !== 'ok') await new Promise((resolve) => setTimeout(resolve, 10));
    expect((await post(port, '/v1/traces', BODY, JSON_TYPE)).status).toBe(200);
  });

  test('one that is off listens nowhere', async () => {
    await using server = await running({ httpPort: null, grpcPort: null });
    expect(server.receivers.http.status()).toMatchObject({ status: 'off', error: null });
    expect([server.httpPort, server.grpcPort]).toEqual([-1, -1]);
  });

  test('the last refusal is said in the status, which stays ok', async () => {
    await using server = await running();
    await post(server.httpPort, '/v1/traces', '{', JSON_TYPE);
    expect(server.receivers.http.status()).toMatchObject({ status: 'ok', error: expect.stringContaining('POST /v1/traces was refused (400): the body is not valid JSON') });
  });

  test('stopping answers what is under way', async () => {
    const server = await running();
    const { appending, letGo } = held(server);
    const reply = post(server.httpPort, '/v1/traces', BODY, JSON_TYPE);
    await appending;
    const stopped = server[Symbol.asyncDispose]();
    letGo();
    expect((await reply).status).toBe(200);
    await stopped;
    expect(server.receivers.http.status().status).toBe('off');
  });
});
