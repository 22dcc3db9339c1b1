import type { Answer, Route } from '#lib/sources/http/answer.ts';
import type { Refusal, RefusalStatus } from '#lib/sources/http/refusal.ts';
import { type Encoding, exportResponse, statusBody } from '#lib/sources/otlp/response.ts';
import type { TraceService } from '#lib/sources/otlp/trace-service.ts';

/** OTLP/HTTP: https://opentelemetry.io/docs/specs/otlp/#otlphttp */
export function tracesRoute(service: TraceService): Route {
  return {
    path: '/v1/traces',
    takes: 'application/x-protobuf or application/json',
    accepts: (mediaType) => ENCODINGS.has(mediaType),
    take: async ({ mediaType, body }): Promise<Answer> => {
      const encoding = encodingOf(mediaType);
      return answer(200, encoding, exportResponse(encoding, await service.export(encoding, body, 'POST /v1/traces')));
    },
    refuse: (refusal: Refusal, mediaType: string): Answer => {
      const encoding = encodingOf(mediaType);
      return answer(refusal.status, encoding, statusBody(encoding, CODES[refusal.status], refusal.message, refusal.retryAfterMs), refusal.headers);
    },
  };
}

const ENCODINGS: ReadonlyMap<string, Encoding> = new Map([
  ['application/x-protobuf', 'protobuf'],
  ['application/protobuf', 'protobuf'],
  ['application/json', 'json'],
]);

/** Who sends neither is answered in what people can read. */
const encodingOf = (mediaType: string): Encoding => ENCODINGS.get(mediaType) ?? 'json';

function answer(status: number, encoding: Encoding, body: Uint8Array, headers?: Answer['headers']): Answer {
  return { status, contentType: encoding === 'json' ? 'application/json' : 'application/x-protobuf', body, headers };
}

/** google.rpc.Code, as google.api.http maps it. */
const CODES: { readonly [Status in RefusalStatus]: number } = { 400: 3, 401: 16, 403: 7, 404: 5, 405: 12, 408: 4, 413: 8, 415: 3, 429: 8, 500: 13, 503: 14 };
