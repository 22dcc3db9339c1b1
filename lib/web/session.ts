/** The shared token and the cookie that stands for it. The cookie holds no token: an expiry and its HMAC under the token. */
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

export const SESSION_COOKIE = 'throughline_session';
export const SESSION_SECONDS = 30 * 86_400;

export interface Credentials {
  readonly authorization: string | null;
  readonly cookie: string | null;
}

export function isAuthorised({ authorization, cookie }: Credentials, token: string, nowMs: number): boolean {
  const bearer = /^Bearer +(\S+) *$/i.exec(authorization ?? '')?.[1];
  if (bearer !== undefined) return isToken(bearer, token);
  return cookieValues(cookie ?? '').some((value) => isSession(value, token, nowMs));
}

/** In a time that tells nothing of the token, its length included. */
export const isToken = (given: string, token: string): boolean => timingSafeEqual(digest(given), digest(token));

/** A session that begins now. A new token ends every session. */
export function newSession(token: string, nowMs: number): string {
  const expires = Math.floor(nowMs / 1000) + SESSION_SECONDS;
  return `${expires}.${signature(token, expires)}`;
}

function isSession(value: string, token: string, nowMs: number): boolean {
  const [, expires, given] = /^(\d{1,12})\.([\w-]{43})$/.exec(value) ?? [];
  if (expires === undefined || given === undefined) return false;
  return isToken(given, signature(token, Number(expires))) && Number(expires) * 1000 > nowMs;
}

/** `secure` where the browser came by https: it would not send the cookie back over http, which is what loopback has. */
export const sessionCookie = (value: string, options: { readonly secure: boolean; readonly maxAgeSeconds: number }): string =>
  `${SESSION_COOKIE}=${value}; Path=/; Max-Age=${options.maxAgeSeconds}; HttpOnly; SameSite=Strict${options.secure ? '; Secure' : ''}`;

/** Another path or domain may have set a cookie of the same name: any that is right will do. */
const cookieValues = (header: string): string[] =>
  header.split(';').flatMap((pair) => {
    const [name, value] = pair.split('=', 2).map((part) => part.trim());
    return name === SESSION_COOKIE && value ? [value] : [];
  });

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

const signature = (token: string, expires: number): string =>
  createHmac('sha256', token).update(`throughline session 1 ${expires}`).digest('base64url');
