/**
 * Answers that are gzipped where they are made, once, and sent so to everybody who takes that. Next drops the `Content-Encoding` that a route
 * gives, so the server that is below it puts it there. docs/decisions/packed-pages.md
 */
import { subscribe } from 'node:diagnostics_channel';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { jsonText } from '#lib/web/route.ts';

/** In a request: it may be answered gzipped. In its answer: it is. Neither is ever on the wire. */
const GZIP_HEADER = 'x-throughline-gzip';

const gunzipped = promisify(gunzip);

/** For all HTTP servers of this process. */
export function sendGzipped(): void {
  subscribe('http.server.request.start', (message) => {
    const { request, response } = message as { request: IncomingMessage; response: ServerResponse };
    delete request.headers[GZIP_HEADER];
    if (!takesGzip(request.headers['accept-encoding'])) return;
    request.headers[GZIP_HEADER] = '1';
    const setHeader = response.setHeader.bind(response);
    response.setHeader = (name, value) => (name === GZIP_HEADER ? setHeader('Content-Encoding', 'gzip') : setHeader(name, value));
  });
}

/** The answer of a route whose JSON is there as gzip. */
export async function gzippedJson(request: Request, body: Uint8Array<ArrayBuffer>): Promise<Response> {
  const headers = { Vary: 'Accept-Encoding' };
  if (request.headers.has(GZIP_HEADER)) return jsonText(body, 200, { ...headers, [GZIP_HEADER]: '1' });
  return jsonText(new Uint8Array(await gunzipped(body)), 200, headers);
}

/** RFC 9110, 12.5.3. Who says nothing takes anything, but is more often a tool that would show the bytes as they are. */
export function takesGzip(accepted: string | string[] | undefined): boolean {
  const weights = new Map(String(accepted ?? '').toLowerCase().split(',').map((part) => {
    const [coding = '', ...parameters] = part.split(';').map((each) => each.trim());
    const weight = parameters.find((each) => each.startsWith('q='));
    return [coding, weight === undefined ? 1 : Number(weight.slice(2))] as const;
  }));
  return (weights.get('gzip') ?? weights.get('*') ?? 0) > 0;
}
