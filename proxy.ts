/**
 * Runs before every page, and before routes where something is odd: the content policy with its nonce, and an early word for callers of another site.
 * It authorises nobody: a way around it (Next has had several) must lead nowhere, so pages and routes check for themselves. Plain calls of the API
 * do go around it (lib/web/plain-calls.ts).
 */
import { NextResponse, type NextRequest } from 'next/server';
import { ServiceError } from '#lib/services/errors.ts';
import { DATA_POLICY, pagePolicy } from '#lib/web/content-policy.ts';
import { webContext } from '#lib/web/context.ts';
import { refuseForeign } from '#lib/web/doors.ts';
import { PATH_HEADER } from '#lib/web/path-header.ts';
import { wrongMethod } from '#lib/web/wrong-method.ts';
import { problemResponse } from '#lib/web/problem.ts';

const POLICY = 'Content-Security-Policy';

export function proxy(request: NextRequest): Response {
  const { pathname, search } = request.nextUrl;
  const refusal = refuseForeign(request, webContext().settings);
  if (refusal !== null) return withPolicy(problemResponse(new ServiceError(refusal.code, refusal.reason)), DATA_POLICY);
  if (!isUrlEncoded(pathname)) {
    // Next itself would answer 500 where a part of a route cannot be decoded.
    return withPolicy(problemResponse(new ServiceError('invalid', 'The path is not UTF-8 in percent encoding.')), DATA_POLICY);
  }
  // Its policy is always the same, and stands in next.config.js.
  if (/^\/(api|metrics)(\/|$)/.test(pathname)) return wrongMethod(request) ?? NextResponse.next();

  const nonce = Buffer.from(crypto.getRandomValues(new Uint8Array(16))).toString('base64');
  // NODE_ENV is a constant of the build, not a setting.
  const policy = pagePolicy({ nonce, development: process.env.NODE_ENV === 'development' });
  const headers = new Headers(request.headers);
  headers.set('x-nonce', nonce);
  headers.set(POLICY, policy); // where Next looks for the nonce of its own scripts
  headers.set(PATH_HEADER, pathname + search);
  return withPolicy(NextResponse.next({ request: { headers } }), policy);
}

function isUrlEncoded(pathname: string): boolean {
  try {
    decodeURIComponent(pathname);
    return true;
  } catch {
    return false; // the decoder's only way to say so
  }
}

function withPolicy(response: Response, policy: string): Response {
  response.headers.set(POLICY, policy);
  return response;
}

/** Not for files of the build, which are the same for everyone and hold nothing. Next reads this without running it. */
export const config = { matcher: [{ source: '/((?!_next/static/|_next/image|icon.svg).*)', missing: [{ type: 'header', key: 'x-throughline-plain-call' }] }] };
