import { connect, type ClientHttp2Session } from 'node:http2';
import { gzipSync } from 'node:zlib';
import { Client, credentials, Metadata, type ServiceError, status } from '@grpc/grpc-js';
import { describe, expect, test } from 'vitest';
import { running } from '#lib/sources/http/testing/running.ts';
import { toProtobuf, wireExport, wireSpan } from '#lib/sources/otlp/testing/encode.ts';
import { SourceError } from '#lib/sources/source.ts';

const BODY = Buffer.from(toProtobuf([wireExport()]));

const same = (bytes: Buffer) => bytes;

/** One Export with these bytes: what came back, or the error. */
async function call(port: number, body: Buffer, headers: { [name: string]: string } = {}): Promise<{ response?: Buffer; error?: ServiceError }> {
  const client = new Client(`127.0.0.1:${port}`, credentials.createInsecure());
  const metadata = new Metadata();
  for (const [name, value] of Object.entries(headers)) metadata.set(name, value);
  try {
    return await new Promise((resolve) => {
      client.makeUnaryRequest('/opentelemetry.proto.collector.trace.v1.TraceService/Export', same, same, body, metadata, {}, (error, response) => {
        resolve(error === null ? { response } : { error });
      });
    });
  } finally {
    client.close();
  }
}

/** Says that ten bytes come, and sends one; the status that ends the call. */
function unfinishedCall(session: ClientHttp2Session): Promise<number> {
  const stream = session.request({ ':method': 'POST', ':path': '/opentelemetry.proto.collector.trace.v1.TraceService/Export', 'content-type': 'application/grpc', te: 'trailers' });
  stream.write(Buffer.from([0, 0, 0, 0, 10, 1]));
  stream.on('error', () => undefined);
  stream.resume();
  return new Promise((resolve) => {
    // Where there is nothing but a status it comes with the headers.
    stream.on('response', (headers) => void (headers['grpc-status'] !== undefined && resolve(Number(headers['grpc-status']))));
    stream.on('trailers', (headers) => resolve(Number(headers['grpc-status'])));
  });
}

describe('TraceService/Export', () => {
  test('takes spans and says which it did not take', async () => {
    await using server = await running();
    expect(await call(server.grpcPort, BODY)).toEqual({ response: Buffer.alloc(0) });
    const { response } = await call(server.grpcPort, Buffer.from(toProtobuf([wireExport([wireSpan({ spanId: new Uint8Array(8) })])])));
    expect(response?.toString()).toContain('1 spans were not taken: the span id');
    expect(server.sink.spans).toHaveLength(1);
  });

  test('malformed bytes are INVALID_ARGUMENT', async () => {
    await using server = await running();
    const { error } = await call(server.grpcPort, Buffer.from([0x0a, 0x05]));
    expect([error?.code, error?.details]).toEqual([status.INVALID_ARGUMENT, expect.stringContaining('the protobuf body ends early')]);
  });

  test('a message beyond the limit is RESOURCE_EXHAUSTED, counted decompressed', async () => {
    await using server = await running({ limits: { bodyBytes: 100_000 } });
    const { error } = await call(server.grpcPort, Buffer.alloc(100_001));
    expect(error?.code).toBe(status.RESOURCE_EXHAUSTED);
    const bomb = gzipSync(Buffer.alloc(50 * 1024 * 1024));
    expect(bomb.length).toBeLessThan(100_000);
    const compressed = await compressedCall(server.grpcPort, bomb);
    expect(compressed).toBe(status.RESOURCE_EXHAUSTED);
    expect(await call(server.grpcPort, BODY)).toEqual({ response: Buffer.alloc(0) });
  });

  test.each([
    [{}, status.UNAUTHENTICATED],
    [{ authorization: 'Bearer wrong' }, status.UNAUTHENTICATED],
    [{ authorization: 'Bearer secret' }, undefined],
  ])('with a token set, %j gives %s', async (headers: { [name: string]: string }, code) => {
    await using server = await running({ token: 'secret' });
    expect((await call(server.grpcPort, BODY, headers)).error?.code).toBe(code);
    expect(server.sink.batches).toHaveLength(code === undefined ? 1 : 0);
  });

  test.each([
    ['unavailable', status.UNAVAILABLE],
    ['overloaded', status.RESOURCE_EXHAUSTED],
  ] as const)('a sink that says %s is told with RetryInfo', async (code, expected) => {
    await using server = await running();
    server.sink.before = async () => {
      throw new SourceError(code, 'the database is away', { retryAfterMs: 1_500 });
    };
    const { error } = await call(server.grpcPort, BODY);
    expect([error?.code, error?.details]).toEqual([expected, 'the database is away']);
    const details = error?.metadata.get('grpc-status-details-bin')[0];
    const duration = Buffer.from([0x0a, 0x08, 0x08, 0x01, 0x10, 0x80, 0xca, 0xb5, 0xee, 0x01]); // 1 s and 500,000,000 ns
    expect(Buffer.from(details ?? '').includes('type.googleapis.com/google.rpc.RetryInfo')).toBe(true);
    expect(Buffer.from(details ?? '').subarray(-duration.length)).toEqual(duration);
  });

  test('too many bytes in flight are UNAVAILABLE', async () => {
    await using server = await running({ limits: { inFlightBytes: 10 } });
    expect((await call(server.grpcPort, BODY)).error?.code).toBe(status.UNAVAILABLE);
  });

  test('messages that do not arrive hold their room for so long and no longer, and are so many and no more', async () => {
    await using server = await running({ limits: { requestMs: 500 } });
    const sessions = [1, 2, 3].map(() => connect(`http://127.0.0.1:${server.grpcPort}`));
    const unfinished = await Promise.all(Array.from({ length: 40 }, (_, index) => unfinishedCall(sessions[index % 3]!)));
    for (const session of sessions) session.destroy();
    expect(Map.groupBy(unfinished, (code) => code).get(status.UNAVAILABLE)).toHaveLength(8);
    expect(Map.groupBy(unfinished, (code) => code).get(status.DEADLINE_EXCEEDED)).toHaveLength(32);
    expect(await call(server.grpcPort, BODY)).toEqual({ response: Buffer.alloc(0) });
  });

  test('senders that go away in the midst of a message, and messages that are too large, leave room for others', async () => {
    await using server = await running({ limits: { bodyBytes: 100_000 } });
    const sessions = [1, 2].map(() => connect(`http://127.0.0.1:${server.grpcPort}`));
    for (const session of sessions) {
      session.on('error', () => undefined);
      for (let calls = 0; calls < 16; calls += 1) void unfinishedCall(session);
    }
    const refused = async () => (await call(server.grpcPort, BODY)).error?.code === status.UNAVAILABLE;
    while (!(await refused()));
    for (const session of sessions) session.destroy();
    while (await refused());
    const tooLarge = await Promise.all(Array.from({ length: 40 }, () => call(server.grpcPort, Buffer.alloc(100_001))));
    expect(new Set(tooLarge.map(({ error }) => error?.code))).toContain(status.RESOURCE_EXHAUSTED);
    expect(await refused()).toBe(false);
  });

  test('an unforeseen error is INTERNAL, reported, and its bytes are kept', async () => {
    await using server = await running();
    server.sink.before = async ({ spans }) => {
      if (spans !== undefined) throw new TypeError('surprise');
    };
    expect((await call(server.grpcPort, BODY)).error?.code).toBe(status.INTERNAL);
    expect(server.reported).toEqual(['gRPC TraceService/Export failed: TypeError: surprise']);
    expect(server.sink.quarantined).toMatchObject([{ origin: 'gRPC TraceService/Export', bytes: BODY }]);
  });
});

/** The client of grpc-js compresses only by itself, so this one frames the bytes by hand over HTTP/2. Resolves with the gRPC status. */
async function compressedCall(port: number, compressed: Buffer): Promise<number> {
  const { connect } = await import('node:http2');
  const session = connect(`http://127.0.0.1:${port}`);
  try {
    return await new Promise<number>((resolve, reject) => {
      const stream = session.request({ ':method': 'POST', ':path': '/opentelemetry.proto.collector.trace.v1.TraceService/Export', 'content-type': 'application/grpc', te: 'trailers', 'grpc-encoding': 'gzip' });
      let code: unknown;
      stream.on('response', (headers) => (code ??= headers['grpc-status']));
      stream.on('trailers', (headers) => (code ??= headers['grpc-status']));
      stream.on('close', () => resolve(Number(code)));
      stream.on('error', reject);
      stream.resume();
      const frame = Buffer.alloc(5);
      frame[0] = 1;
      frame.writeUInt32BE(compressed.length, 1);
      stream.end(Buffer.concat([frame, compressed]));
    });
  } finally {
    session.close();
  }
}
