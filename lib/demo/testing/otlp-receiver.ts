import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface OtlpReceiver {
  readonly url: string;
  /** Whether a span with this id (hex) has come: its eight bytes are somewhere in a body. */
  hasSpan(spanId: string): boolean;
  has(text: string): boolean;
  close(): void;
}

/** Takes whatever is exported to it, and says that all is well. */
export async function receiveOtlp(): Promise<OtlpReceiver> {
  const bodies: Buffer[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      bodies.push(Buffer.concat(chunks));
      response.writeHead(200, { 'content-type': 'application/x-protobuf' }).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    hasSpan: (spanId) => bodies.some((body) => body.includes(Buffer.from(spanId, 'hex'))),
    has: (text) => bodies.some((body) => body.includes(text)),
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
