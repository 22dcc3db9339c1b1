/** The address from which a request came, for the audit log. */
import { subscribe } from 'node:diagnostics_channel';
import type { IncomingMessage } from 'node:http';

/** Requests do not tell their socket, so its address is written into a header before anything reads it, over whatever a caller wrote there. */
export const PEER_HEADER = 'x-throughline-peer';

const LONGEST = 200;

/** For all HTTP servers of this process. */
export function notePeers(): void {
  subscribe('http.server.request.start', (message) => {
    const { request } = message as { request: IncomingMessage };
    request.headers[PEER_HEADER] = request.socket.remoteAddress ?? '';
  });
}

/** With what a proxy in between says of whom it speaks for, which nobody can check: `203.0.113.7 via 127.0.0.1`. Null where it is not known. */
export function addressOf(headers: Pick<Headers, 'get'>): string | null {
  const peer = plain(headers.get(PEER_HEADER));
  const forwarded = plain(headers.get('x-forwarded-for'));
  if (peer === '') return null;
  return forwarded === '' || forwarded === peer ? peer : `${forwarded} via ${peer}`;
}

/** An IPv4 caller of a socket for both is `::ffff:192.0.2.1`. */
const plain = (text: string | null): string => (text ?? '').replace(/[^\x20-\x7e]/g, '?').trim().replace(/^::ffff:(?=\d+\.)/i, '').slice(0, LONGEST);
