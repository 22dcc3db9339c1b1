import { subscribe } from 'node:diagnostics_channel';
import type { IncomingMessage } from 'node:http';

/** The web standard's Request refuses to hold them, so Next fails with 500 before any code of ours is asked. Source: Fetch, "forbidden method". */
const UNHELD = new Set(['TRACE', 'TRACK', 'CONNECT']);

/** Has them arrive as a method that a Request can hold and nothing takes: they are then refused as any other. For all HTTP servers of this process. */
export function renameUnheldMethods(): void {
  subscribe('http.server.request.start', (message) => {
    const { request } = message as { request: IncomingMessage };
    if (UNHELD.has(request.method ?? '')) request.method = 'UNSUPPORTED';
  });
}
