/** Reads the body of a request: decompressed, counted while it grows, and never more of it than is allowed. */
import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import { createGunzip, createInflate } from 'node:zlib';
import type { ByteBudget } from '#lib/sources/http/byte-budget.ts';
import { Refusal } from '#lib/sources/http/refusal.ts';

/** The sender went away before its request was complete: there is nobody to answer. */
export class SenderGone extends Error {}

export interface Body {
  readonly bytes: Buffer;
  /** Gives the budget back; call it once, when the request is answered. */
  readonly release: () => void;
}

/** Throws `Refusal` 400, 413, 415 or 503, or `SenderGone`; the budget is given back then. */
export async function readBody(request: IncomingMessage, limit: number, budget: ByteBudget): Promise<Body> {
  const declared = request.headers['content-length'];
  if (declared !== undefined && Number(declared) > limit) throw tooLarge(limit);
  const { stream, unpipe } = decompressed(request);
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    await new Promise<void>((resolve, reject) => {
      stream.on('data', (chunk: Buffer) => {
        if (size + chunk.length > limit) reject(tooLarge(limit));
        else if (!budget.take(chunk.length)) reject(new Refusal(503, 'too many bytes of requests are in memory at once: send again later', { retryAfterMs: 1_000 }));
        else {
          size += chunk.length;
          chunks.push(chunk);
          return;
        }
        stream.removeAllListeners('data');
      });
      stream.once('end', resolve);
      stream.on('error', (error) => reject(request.destroyed && !request.complete ? new SenderGone() : undecodable(request, error)));
      request.once('close', () => {
        if (!request.complete) reject(new SenderGone());
      });
    });
  } catch (error) {
    budget.release(size);
    throw error;
  } finally {
    unpipe();
  }
  return { bytes: chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks, size), release: () => budget.release(size) };
}

interface Decompressed {
  readonly stream: Readable;
  /** Stops decompressing at once. */
  readonly unpipe: () => void;
}

/** One layer and no more: a body that is gzip within gzip is not what its content type says. */
function decompressed(request: IncomingMessage): Decompressed {
  const encoding = (request.headers['content-encoding'] ?? 'identity').trim().toLowerCase();
  if (encoding === 'identity' || encoding === '') return { stream: request, unpipe: () => undefined };
  const inflate = encoding === 'gzip' || encoding === 'x-gzip' ? createGunzip() : encoding === 'deflate' ? createInflate() : null;
  if (inflate === null) {
    throw new Refusal(415, `the content encoding ${JSON.stringify(encoding.slice(0, 60))} is not taken: send gzip, deflate or identity`, { headers: { 'accept-encoding': 'gzip, deflate, identity' } });
  }
  request.pipe(inflate);
  return {
    stream: inflate,
    unpipe: () => {
      request.unpipe(inflate);
      inflate.destroy();
    },
  };
}

const tooLarge = (limit: number): Refusal => new Refusal(413, `the body is larger than ${limit} bytes, counted after decompression: send smaller batches`);

const undecodable = (request: IncomingMessage, error: Error): Refusal => new Refusal(400, `the body is not valid ${request.headers['content-encoding'] ?? 'HTTP'}: ${error.message}`);
