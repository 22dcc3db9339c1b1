import { problemAnswer, type Route } from '#lib/sources/http/answer.ts';
import type { Intake } from '#lib/sources/http/intake.ts';
import { decodeZipkin } from '#lib/sources/zipkin/spans.ts';

/** Zipkin v2: 202 without a body, as its reporters expect, but only once the spans are durable. */
export function zipkinRoute(intake: Intake): Route {
  return {
    path: '/api/v2/spans',
    takes: 'application/json (Zipkin v2)',
    accepts: (mediaType) => mediaType === 'application/json',
    take: async ({ body }) => {
      await intake.spans(decodeZipkin(body), { origin: 'POST /api/v2/spans', body, held: { kind: 'zipkin' } });
      return { status: 202, contentType: null, body: '' };
    },
    refuse: problemAnswer,
  };
}
