/** A payload whole, by way of the collector: the web talks to no broker. */
import type { Coordinates } from '#lib/core/ids.ts';
import type { WebSettings } from '#lib/env/web.ts';
import { ServiceError, type ServiceErrorCode } from '#lib/services/errors.ts';
import { attachment } from '#lib/web/download.ts';

/** Longer than the collector tries. */
const PATIENCE_MS = 30_000;

/** Streams what the collector sends. Throws `gone`, `forbidden`, `not-found`, `too-many-requests`, and `unavailable` with what to do. */
export async function wholePayload({ collectorUrl, token }: Pick<WebSettings, 'collectorUrl' | 'token'>, at: Coordinates, name: string, signal: AbortSignal): Promise<Response> {
  const path = [at.source, at.topic, at.partition, at.offset].map((part) => encodeURIComponent(String(part))).join('/');
  const url = `${collectorUrl}/payloads/${path}?incarnation=${at.incarnation}`;
  let response: Response;
  try {
    response = await fetch(url, { headers: token === null ? {} : { authorization: `Bearer ${token}` }, cache: 'no-store', redirect: 'error', signal: AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_MS)]) });
  } catch (cause) {
    throw new ServiceError('unavailable', `The collector does not answer at ${collectorUrl}, and it alone reads from brokers. Start it (npm start runs it), or set COLLECTOR_HOST and COLLECTOR_PORT to where it listens.`, { cause, retryAfterSeconds: 5 });
  }
  if (response.status === 204) return attachment(null, name, null);
  if (response.ok) return attachment(response.body, name, response.headers.get('content-length'));
  const code = CODES[response.status];
  const detail = await detailOf(response);
  if (code === undefined || detail === null) {
    throw new ServiceError('unavailable', response.status === 401 ? 'The collector does not take the token of the web: give both the same THROUGHLINE_TOKEN.' : `What listens at ${collectorUrl} answers with ${response.status}, and may be no collector of this version.`);
  }
  const wait = Number(response.headers.get('retry-after') ?? Number.NaN);
  throw new ServiceError(code, detail, Number.isInteger(wait) ? { retryAfterSeconds: wait } : {});
}

const CODES: Readonly<Record<number, ServiceErrorCode>> = { 403: 'forbidden', 404: 'not-found', 410: 'gone', 429: 'too-many-requests', 503: 'unavailable' };

async function detailOf(response: Response): Promise<string | null> {
  const body: unknown = await response.json().catch(() => null);
  return typeof body === 'object' && body !== null && 'detail' in body && typeof body.detail === 'string' ? body.detail : null;
}
