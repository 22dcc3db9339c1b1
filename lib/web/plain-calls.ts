/** Calls of the API that are plain: a path of the table, spelled so that nobody can read it otherwise, by a method that it takes. */
import { subscribe } from 'node:diagnostics_channel';
import type { IncomingMessage } from 'node:http';
import { methodsOf } from '#lib/web/wrong-method.ts';

/** By which proxy.ts leaves them alone. It stands there as a literal, too. */
export const PLAIN_CALL_HEADER = 'x-throughline-plain-call';

/**
 * Has plain calls go to their routes at once: they check for themselves, and Next runs proxy.ts as if it were another server, which takes as long as
 * finding a flow. Whatever a caller wrote into the header is dropped. For all HTTP servers of this process.
 */
export function markPlainCalls(): void {
  subscribe('http.server.request.start', (message) => {
    const { request } = message as { request: IncomingMessage };
    delete request.headers[PLAIN_CALL_HEADER];
    if (isPlainCall(request)) request.headers[PLAIN_CALL_HEADER] = '1';
  });
}

export function isPlainCall({ method = '', url = '' }: Pick<IncomingMessage, 'method' | 'url'>): boolean {
  const path = PLAIN.exec(url)?.[1];
  return path !== undefined && methodsOf(path)?.includes(method) === true;
}

/** No letters to decode, no dots that lead elsewhere. */
const PLAIN = /^((?:\/\w[\w.~-]*)+)(?:\?|$)/;
