/** The collector's own API: /health, /metrics, whole payloads, what brokers tell of topics, and the quarantine read again, behind the same doors as everything that listens. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { CollectorStatus } from '#lib/contracts/health.ts';
import type { ApiRoute } from '#lib/collector/api-answer.ts';
import type { CollectorMetrics } from '#lib/collector/metrics.ts';
import { refusedAtDoor, type Doors } from '#lib/sources/http/doors.ts';

export interface ApiOptions {
  readonly doors: Doors;
  /** 0 takes a free port. */
  readonly port: number;
  readonly metrics: CollectorMetrics;
  /** Of the consumer groups, as Prometheus text. */
  readonly lag: () => Promise<string>;
  readonly status: () => CollectorStatus;
  readonly payloads: ApiRoute;
  readonly topics: ApiRoute;
  readonly quarantine: ApiRoute;
}

/** Rejects when the port cannot be had. */
export async function serveApi({ doors, port, metrics, lag, status, payloads, topics, quarantine }: ApiOptions): Promise<{ port: number; close(): Promise<void> }> {
  const server = createServer((request, response) => {
    const answer = (code: number, type: string, body: string): void => {
      response.writeHead(code, { 'content-type': type, 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' }).end(body);
    };
    const problem = (code: number, title: string): void => answer(code, 'application/problem+json', JSON.stringify({ type: 'about:blank', title, status: code }));
    const refusal = refusedAtDoor(request.headers, doors);
    if (refusal !== null) return problem(refusal.status, refusal.message);
    const path = request.url?.split('?')[0];
    const told = request.method === 'POST' ? quarantine(request.url ?? '') : null;
    if (request.method !== 'GET' && told === null) return problem(405, 'Only GET is answered here, but for POST /quarantine/{id}/reprocess.');
    if (path === '/health') {
      const now = status();
      return answer(now.error === null ? 200 : 503, 'application/json', JSON.stringify({ status: now.error === null ? 'ok' : 'down', ...now }));
    }
    const payload = told ?? payloads(request.url ?? '') ?? topics(request.url ?? '');
    if (payload !== null) {
      void payload.then(({ status: code, headers, body }) => response.writeHead(code, { ...headers, 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' }).end(body));
      return;
    }
    if (path !== '/metrics') return problem(404, 'There is /health, /metrics, /payloads/{source}/{topic}/{partition}/{offset} and /topics/{source}?name=….');
    Promise.all([metrics.registry.metrics(), lag()]).then(
      (texts) => answer(200, metrics.registry.contentType, texts.join('\n')),
      (error: unknown) => problem(500, error instanceof Error ? error.message : String(error)),
    );
  });
  server.requestTimeout = 10_000;
  await listen(server, port, doors.host);
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

const listen = (server: Server, port: number, host: string): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => resolve());
  });
