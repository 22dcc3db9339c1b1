/** One HTTP server for everything that is pushed over HTTP/1.1. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type Answer, mediaTypeOf, problemAnswer, type Route } from '#lib/sources/http/answer.ts';
import { readBody, SenderGone } from '#lib/sources/http/body.ts';
import type { ByteBudget } from '#lib/sources/http/byte-budget.ts';
import { type Doors, refusedAtDoor } from '#lib/sources/http/doors.ts';
import type { ReceiverLimits } from '#lib/sources/http/limits.ts';
import type { Endpoint } from '#lib/sources/http/receiver.ts';
import { Refusal, refusalOf } from '#lib/sources/http/refusal.ts';
import type { Tally } from '#lib/sources/http/tally.ts';

interface HttpServerOptions {
  readonly routes: readonly Route[];
  readonly doors: Doors;
  readonly limits: ReceiverLimits;
  readonly budget: ByteBudget;
  readonly tally: Tally;
  /** Told of what nobody foresaw. */
  readonly report: (message: string, error: unknown) => void;
}

/** Listens, or rejects with the error of the system. */
export async function openHttp(host: string, port: number, options: HttpServerOptions): Promise<Endpoint> {
  const { limits } = options;
  const server = createServer({
    maxHeaderSize: limits.headerBytes,
    headersTimeout: limits.headersMs,
    requestTimeout: limits.requestMs,
    connectionsCheckingInterval: Math.min(limits.headersMs, limits.requestMs, 5_000) / 2,
    keepAliveTimeout: 60_000,
  });
  server.maxConnections = limits.connections;
  let stopping = false;
  const handle = (request: IncomingMessage, response: ServerResponse, expectsContinue: boolean): void => {
    if (stopping) response.setHeader('connection', 'close');
    void answer(request, response, expectsContinue, options);
  };
  server.on('request', (request, response) => handle(request, response, false));
  server.on('checkContinue', (request, response) => handle(request, response, true));
  await listen(server, host, port);
  return {
    port: boundPort(server),
    close: async () => {
      stopping = true;
      await close(server, limits.stopMs);
    },
  };
}

async function answer(request: IncomingMessage, response: ServerResponse, expectsContinue: boolean, options: HttpServerOptions): Promise<void> {
  const { tally } = options;
  const path = (request.url ?? '').split('?', 1)[0] ?? '';
  const mediaType = mediaTypeOf(request.headers);
  const route = options.routes.find((candidate) => candidate.path === path);
  tally.requests += 1;
  try {
    send(request, response, await take(request, response, route, mediaType, expectsContinue, options));
  } catch (error) {
    if (error instanceof SenderGone) return;
    const refusal = refusalOf(error);
    const origin = `${request.method} ${path.slice(0, 100)}`;
    tally.refused('http', origin, refusal);
    if (refusal.status === 500) options.report(`${origin} failed`, refusal.cause);
    send(request, response, route === undefined ? problemAnswer(refusal) : route.refuse(refusal, mediaType));
  }
}

async function take(request: IncomingMessage, response: ServerResponse, route: Route | undefined, mediaType: string, expectsContinue: boolean, options: HttpServerOptions): Promise<Answer> {
  const refusal = refusedAtDoor(request.headers, options.doors);
  if (refusal !== null) throw refusal;
  if (route === undefined) throw new Refusal(404, `nothing is received here; there is ${options.routes.map(({ path }) => path).join(', ')}`);
  if (request.method !== 'POST') throw new Refusal(405, `${route.path} takes POST`, { headers: { allow: 'POST' } });
  if (!route.accepts(mediaType, request.headers)) {
    throw new Refusal(415, `${mediaType === '' ? 'a body without a content type' : `the content type ${JSON.stringify(mediaType.slice(0, 100))}`} is not taken here: send ${route.takes}`);
  }
  if (expectsContinue) response.writeContinue();
  const body = await readBody(request, options.limits.bodyBytes, options.budget);
  try {
    return await route.take({ headers: request.headers, mediaType, body: body.bytes });
  } finally {
    body.release();
  }
}

/** A refused body that is still being sent is read on, or the sender would see a broken connection instead of the answer: until nothing came for so long, and `requestTimeout` at the longest. */
const LINGER_MS = 1_000;

function send(request: IncomingMessage, response: ServerResponse, { status, contentType, body, headers }: Answer): void {
  if (response.headersSent || response.destroyed) return;
  const bytes = Buffer.from(body);
  response.writeHead(status, {
    ...headers,
    ...(contentType === null ? {} : { 'content-type': contentType }),
    ...(status === 204 ? {} : { 'content-length': bytes.length }),
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    ...(request.complete ? {} : { connection: 'close' }),
  });
  if (request.complete) {
    response.end(bytes);
    return;
  }
  response.write(bytes);
  let heard = 0;
  // What came while this process was busy is read before the verdict.
  const timer = setTimeout(() => {
    const before = heard;
    setImmediate(() => heard === before && response.end());
  }, LINGER_MS);
  request.on('data', () => {
    heard += 1;
    timer.refresh();
  });
  request.once('close', () => clearTimeout(timer));
  request.once('end', () => {
    clearTimeout(timer);
    response.end();
  });
  request.resume();
}

function boundPort(server: Server): number {
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host, port }, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

/** Takes no new connection; what is under way is answered, within the grace. */
async function close(server: Server, graceMs: number): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  const idle = setInterval(() => server.closeIdleConnections(), 100);
  const hard = setTimeout(() => server.closeAllConnections(), graceMs);
  await closed;
  clearInterval(idle);
  clearTimeout(hard);
}
