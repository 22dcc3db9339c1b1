/**
 * Who may speak to a receiver at all, decided on the headers alone.
 * A page in somebody's browser reaches loopback too: by its own name that resolves to 127.0.0.1 (DNS rebinding), or by posting across sites.
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { Refusal } from '#lib/sources/http/refusal.ts';

export interface Doors {
  /** The address that is listened on. */
  readonly host: string;
  readonly token: string | null;
}

/** The refusal, or null where the request may come in. */
export function refusedAtDoor(headers: IncomingHttpHeaders, doors: Doors): Refusal | null {
  const host = headers.host ?? '';
  if (isLoopback(doors.host) && !isLoopback(hostName(host)) && hostName(host) !== doors.host.toLowerCase()) {
    return new Refusal(403, `the Host header ${JSON.stringify(host.slice(0, 100))} does not name this machine's loopback address: use localhost or 127.0.0.1`);
  }
  if (isForeignOrigin(headers.origin, host) || FOREIGN_SITES.has(String(headers['sec-fetch-site']))) {
    return new Refusal(403, 'a page of another site may not send here');
  }
  if (!mayEnter(headers.authorization, doors.token)) {
    return new Refusal(401, 'this receiver needs the header "Authorization: Bearer <THROUGHLINE_TOKEN>"', { headers: { 'www-authenticate': 'Bearer' } });
  }
  return null;
}

const FOREIGN_SITES: ReadonlySet<string> = new Set(['cross-site', 'same-site']);

function isForeignOrigin(origin: string | undefined, host: string): boolean {
  if (origin === undefined) return false;
  const own = [`http://${host}`, `https://${host}`];
  return !own.includes(origin.toLowerCase());
}

/** Without its port and brackets, in lower case. */
function hostName(host: string): string {
  const match = /^(?:\[([0-9a-f:.]+)\]|([^:]*))(?::\d+)?$/i.exec(host);
  return (match?.[1] ?? match?.[2] ?? '').toLowerCase();
}

export function isLoopback(host: string): boolean {
  return /^(localhost|127(\.\d{1,3}){3}|::1)$/i.test(host);
}

/** Compared by digest: equal time whatever the length, and however much of it is right. */
export function mayEnter(authorization: string | undefined, token: string | null): boolean {
  if (token === null) return true;
  const given = /^bearer +(.+)$/i.exec(authorization ?? '')?.[1];
  return given !== undefined && timingSafeEqual(sha256(given.trim()), sha256(token));
}

const sha256 = (text: string): Buffer => createHash('sha256').update(text).digest();
