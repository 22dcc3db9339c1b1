/** Why a request is not taken, as every receiver says it: a status, a sentence, and when to come back. */
import type { Fault } from '#lib/sources/http/malformed.ts';
import { Malformed } from '#lib/sources/http/malformed.ts';
import { SourceError } from '#lib/sources/source.ts';

export type RefusalStatus = 400 | 401 | 403 | 404 | 405 | 408 | 413 | 415 | 429 | 500 | 503;

export class Refusal extends Error {
  readonly status: RefusalStatus;
  readonly headers: { readonly [name: string]: string };
  readonly faults: readonly Fault[];
  /** Set where the same request may be sent again. */
  readonly retryAfterMs: number | null;
  constructor(status: RefusalStatus, message: string, options: { headers?: { readonly [name: string]: string }; faults?: readonly Fault[]; retryAfterMs?: number; cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.name = 'Refusal';
    this.status = status;
    this.faults = options.faults ?? [];
    this.retryAfterMs = options.retryAfterMs ?? null;
    // HTTP counts whole seconds; 0 would be "at once".
    this.headers = options.retryAfterMs === undefined ? (options.headers ?? {}) : { ...options.headers, 'retry-after': String(Math.max(1, Math.ceil(options.retryAfterMs / 1000))) };
  }
}

/** `overloaded` is too much at once (429), everything else of the store is a matter of waiting (503). What nobody foresaw is a 500. */
export function refusalOf(error: unknown): Refusal {
  if (error instanceof Refusal) return error;
  if (error instanceof Malformed) return new Refusal(400, error.message, { faults: error.faults });
  if (error instanceof SourceError) return new Refusal(error.code === 'overloaded' ? 429 : 503, error.message, { retryAfterMs: error.retryAfterMs, cause: error });
  return new Refusal(500, 'the request could not be handled; the log of the collector says why', { cause: error });
}

export const TITLES: { readonly [Status in RefusalStatus]: string } = {
  400: 'Malformed request',
  401: 'Token missing or wrong',
  403: 'Forbidden',
  404: 'Not found',
  405: 'Method not allowed',
  408: 'Request too slow',
  413: 'Body too large',
  415: 'Unsupported media type',
  429: 'Too much at once',
  500: 'Internal error',
  503: 'Unavailable',
};
