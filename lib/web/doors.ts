/**
 * Who may come in, decided from the request alone. Even on loopback a web page of another site must not
 * drive Throughline: a rebinding host name betrays itself by `Host`, a foreign page by `Origin` or `Sec-Fetch-Site`.
 */
import { isAuthorised } from '#lib/web/session.ts';

export interface Caller {
  readonly method: string;
  readonly headers: { get(name: string): string | null };
}

export interface Door {
  /** The shared token; without one only loopback names are answered. */
  readonly token: string | null;
  /** The address that the web listens on. */
  readonly host: string;
}

export interface Refusal {
  readonly code: 'forbidden' | 'unauthorised' | 'unsupported-media-type';
  readonly reason: string;
}

/** `public` is what a caller needs before it is logged in: all else is `authorised`. */
export type Access = 'authorised' | 'public';

/** Null lets the caller in. `nowMs` judges the age of a session. */
export function refuse(caller: Caller, door: Door, access: Access, nowMs: number): Refusal | null {
  return (
    refuseHost(caller, door) ?? refuseForeignPage(caller) ?? (access === 'public' ? null : refuseStranger(caller, door, nowMs)) ?? refuseBody(caller)
  );
}

/** The part that needs no secret, and so may run before anything else. */
export const refuseForeign = (caller: Caller, door: Door): Refusal | null => refuseHost(caller, door) ?? refuseForeignPage(caller);

/** With a token any name will do: a rebinding page has neither the token nor the cookie of the real name. */
function refuseHost({ headers }: Caller, { token, host }: Door): Refusal | null {
  if (token !== null) return null;
  const name = hostName(headers.get('host') ?? '');
  if (name !== null && (isLoopbackName(name) || name === bracketed(host.toLowerCase()))) return null;
  return forbidden('The Host header names neither this machine nor the configured HOST. To be reached by another name, set THROUGHLINE_TOKEN.');
}

const hostName = (host: string): string | null => /^(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::\d{1,5})?$/i.exec(host)?.[1]?.toLowerCase() ?? null;

const isLoopbackName = (name: string): boolean => name === 'localhost' || name === '[::1]' || /^127(\.\d{1,3}){3}$/.test(name);

const bracketed = (host: string): string => (host.includes(':') && !host.startsWith('[') ? `[${host}]` : host);

/**
 * Browsers send `Origin` with every request that is not a plain GET of the same site, and `Sec-Fetch-*` with all of them.
 * Another port of this machine is `same-site` and just as foreign. A person who follows a link is welcome.
 */
function refuseForeignPage({ method, headers }: Caller): Refusal | null {
  const origin = headers.get('origin');
  if (origin !== null && !isSameOrigin(origin, headers.get('host') ?? '')) return forbidden('The Origin header names another site.');
  const site = headers.get('sec-fetch-site');
  const isLink = (method === 'GET' || method === 'HEAD') && headers.get('sec-fetch-mode') === 'navigate' && headers.get('sec-fetch-dest') === 'document';
  if ((site === 'cross-site' || site === 'same-site') && !isLink) return forbidden('A page of another site sent this request.');
  return null;
}

function isSameOrigin(origin: string, host: string): boolean {
  const theirs = URL.parse(origin);
  if (theirs === null || !/^https?:$/.test(theirs.protocol)) return false;
  return URL.parse(`${theirs.protocol}//${host}`)?.host === theirs.host;
}

function refuseStranger({ headers }: Caller, { token }: Door, nowMs: number): Refusal | null {
  if (token === null || isAuthorised({ authorization: headers.get('authorization'), cookie: headers.get('cookie') }, token, nowMs)) return null;
  return { code: 'unauthorised', reason: 'Log in, or send the token as "Authorization: Bearer …".' };
}

/** A form of another site can send text, but not JSON without asking first; and it always names its type. What has no body (RFC 9112, 6.3) needs none. */
function refuseBody({ method, headers }: Caller): Refusal | null {
  if (!/^(POST|PUT|PATCH|DELETE)$/.test(method)) return null;
  const type = headers.get('content-type');
  const isEmpty = type === null && headers.get('transfer-encoding') === null && Number(headers.get('content-length') ?? 0) === 0;
  if (isEmpty || /^application\/json\s*(;|$)/i.test(type ?? '')) return null;
  return { code: 'unsupported-media-type', reason: 'Changes are taken as application/json only.' };
}

const forbidden = (reason: string): Refusal => ({ code: 'forbidden', reason });
