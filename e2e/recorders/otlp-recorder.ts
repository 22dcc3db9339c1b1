import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';
import type { Fixture } from './fixture.ts';

export interface OtlpRecorder {
  /** `http://127.0.0.1:…`, without a path. */
  readonly url: string;
  readonly exports: Fixture['exports'];
  close(): Promise<void>;
}

/** Keeps what is posted to `/v1/traces`, in the order in which it came, and says that all is well. */
export async function recordOtlp(): Promise<OtlpRecorder> {
  const exports: { contentType: string; body: string }[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const packed = Buffer.concat(chunks);
      const body = request.headers['content-encoding'] === 'gzip' ? gunzipSync(packed) : packed;
      const contentType = request.headers['content-type'] ?? '';
      if (request.url === '/v1/traces') exports.push({ contentType, body: body.toString('base64') });
      response.writeHead(200, { 'content-type': contentType }).end(contentType === 'application/json' ? '{}' : '');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    exports,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
