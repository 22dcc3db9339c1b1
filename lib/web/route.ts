import { SpanStatusCode, trace } from '@opentelemetry/api';
import type { z } from 'zod';
import type { RouteSpec } from '#lib/contracts/routes/define.ts';
import { ServiceError } from '#lib/services/errors.ts';
import { authoriseRequest } from '#lib/web/authorise.ts';
import { webContext, type WebContext } from '#lib/web/context.ts';
import { problemResponse } from '#lib/web/problem.ts';
import { readInput, type Input } from '#lib/web/request-input.ts';

type Handler<P extends z.ZodObject, Q extends z.ZodObject, B extends z.ZodType, A extends z.ZodType> = (
  input: Input<P, Q, B> & { readonly request: Request },
  context: WebContext,
) => Promise<z.output<A> | Response>;

/** A route handler by its line in the table: doors, then the input, then the handler, whose value is the JSON; whatever is thrown becomes a problem document. */
export function route<P extends z.ZodObject, Q extends z.ZodObject, B extends z.ZodType, A extends z.ZodType>(
  spec: RouteSpec<P, Q, B, A>,
  handler: Handler<P, Q, B, A>,
): (request: Request) => Promise<Response> {
  const method = spec.method.toUpperCase();
  const tracer = trace.getTracer('throughline');
  return (request) =>
    tracer.startActiveSpan(`${method} ${spec.path}`, { attributes: { 'http.request.method': method, 'http.route': spec.path } }, async (span) => {
      const context = webContext();
      const end = context.metrics.requests.startTimer({ method, route: spec.path });
      const response = await answer(spec, handler, request, context);
      span.setAttribute('http.response.status_code', response.status);
      if (response.status >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
      span.end();
      end({ status: response.status });
      return response;
    });
}

async function answer<P extends z.ZodObject, Q extends z.ZodObject, B extends z.ZodType, A extends z.ZodType>(
  spec: RouteSpec<P, Q, B, A>,
  handler: Handler<P, Q, B, A>,
  request: Request,
  context: WebContext,
): Promise<Response> {
  try {
    authoriseRequest(request, context, spec.access);
    const input = await readInput(spec, request);
    const value = await handler({ ...input, request }, context);
    return value instanceof Response ? value : json(value, spec.status);
  } catch (error) {
    const response = problemResponse(error);
    if (response.status >= 500) {
      trace.getActiveSpan()?.recordException(error instanceof Error ? error : String(error));
      context.metrics.errors.inc({ route: spec.path });
      // What was foreseen is said to whoever asked, and passes.
      context.log[error instanceof ServiceError ? 'warn' : 'error']({ err: error, route: spec.path, status: response.status }, 'a request failed');
    }
    return response;
  }
}

/** What was true a moment ago may not be now: nothing is cached. */
export const json = (value: unknown, status: number, headers: Record<string, string> = {}): Response => jsonText(JSON.stringify(value), status, headers);

/** The same, for a value that is JSON already. */
export const jsonText = (text: string | Uint8Array<ArrayBuffer>, status: number, headers: Record<string, string> = {}): Response =>
  new Response(text, { status, headers: { 'Content-Type': 'application/json; charset=utf-8', 'Cache-Control': text.length > FIRST_FLIGHT ? 'no-store' : 'no-store, no-transform', ...headers } });

/** What a server sends before it hears anything (RFC 6928: ten segments) arrives no sooner for being compressed, which takes Next half a millisecond. */
const FIRST_FLIGHT = 14_000;
