import type { SessionState } from '#lib/contracts/session.ts';
import { ServiceError } from '#lib/services/errors.ts';
import type { WebContext } from '#lib/web/context.ts';
import { isAuthorised, isToken, newSession, SESSION_SECONDS, sessionCookie } from '#lib/web/session.ts';

type Context = Pick<WebContext, 'settings' | 'loginAttempts' | 'log'>;

export function sessionState(request: Request, { settings: { token } }: Pick<WebContext, 'settings'>): SessionState {
  const credentials = { authorization: request.headers.get('authorization'), cookie: request.headers.get('cookie') };
  return { required: token !== null, authorised: token === null || isAuthorised(credentials, token, Date.now()) };
}

/** Throws `unauthorised` for a wrong token, `too-many-requests` after too many of them. Without a token to check there is nothing to log in to. */
export function logIn(given: string, request: Request, { settings: { token }, loginAttempts, log }: Context): { state: SessionState; cookie: string | null } {
  if (token === null) return { state: { required: false, authorised: true }, cookie: null };
  const nowMs = Date.now();
  const wait = loginAttempts.wait(nowMs);
  if (wait !== null) throw new ServiceError('too-many-requests', 'Too many wrong tokens were tried.', { retryAfterSeconds: wait });
  if (!isToken(given, token)) {
    loginAttempts.failed(nowMs);
    log.warn('a login failed: wrong token');
    throw new ServiceError('unauthorised', 'This is not the token.');
  }
  const cookie = sessionCookie(newSession(token, nowMs), { secure: isHttps(request), maxAgeSeconds: SESSION_SECONDS });
  return { state: { required: true, authorised: true }, cookie };
}

export function logOut(request: Request, { settings }: Pick<WebContext, 'settings'>): { state: SessionState; cookie: string } {
  const cookie = sessionCookie('', { secure: isHttps(request), maxAgeSeconds: 0 });
  return { state: { required: settings.token !== null, authorised: settings.token === null }, cookie };
}

/** Behind a proxy that ends TLS, the browser's side of it counts. */
const isHttps = (request: Request): boolean =>
  (request.headers.get('x-forwarded-proto') ?? new URL(request.url).protocol.replace(':', '')).split(',')[0]?.trim().toLowerCase() === 'https';
