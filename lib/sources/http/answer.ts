import type { IncomingHttpHeaders } from 'node:http';
import { type Refusal, TITLES } from '#lib/sources/http/refusal.ts';

export interface Answer {
  readonly status: number;
  readonly contentType: string | null;
  readonly body: Uint8Array | string;
  readonly headers?: { readonly [name: string]: string };
}

/** One request, read whole. */
export interface Arrival {
  readonly headers: IncomingHttpHeaders;
  /** The content type without its parameters, in lower case. */
  readonly mediaType: string;
  readonly body: Buffer;
}

/** What one path takes. Everything is posted. */
export interface Route {
  readonly path: string;
  /** The content types it takes, as a sentence may name them. */
  readonly takes: string;
  accepts(mediaType: string, headers: IncomingHttpHeaders): boolean;
  /** Answers when everything is durable; throws what `refusalOf` understands. */
  take(arrival: Arrival): Promise<Answer>;
  /** Says no in the words of the path's protocol. */
  refuse(refusal: Refusal, mediaType: string): Answer;
}

/** RFC 9457. */
export function problemAnswer(refusal: Refusal): Answer {
  const problem = {
    type: 'about:blank',
    title: TITLES[refusal.status],
    status: refusal.status,
    detail: refusal.message,
    ...(refusal.faults.length > 0 ? { errors: refusal.faults } : {}),
  };
  return { status: refusal.status, contentType: 'application/problem+json', body: JSON.stringify(problem), headers: refusal.headers };
}

export const mediaTypeOf = (headers: IncomingHttpHeaders): string => (headers['content-type'] ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '';
