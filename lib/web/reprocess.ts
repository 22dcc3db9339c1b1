/** Has an entry of the quarantine read again by the collector, which has what reads a source's bytes. */
import { Reprocessed } from '#lib/contracts/quarantine.ts';
import type { WebSettings } from '#lib/env/web.ts';
import type { Actor } from '#lib/services/dead-letters/actor.ts';
import { ServiceError } from '#lib/services/errors.ts';

/** A batch can expand to 64 MiB, and is stored before the answer comes. */
const PATIENCE_MS = 60_000;

/** Throws `not-found`, and `too-many-requests` or `unavailable` with what to do. */
export async function reprocessByCollector({ collectorUrl, token }: Pick<WebSettings, 'collectorUrl' | 'token'>, id: string, { name, address }: Actor): Promise<Reprocessed> {
  const asked = new URLSearchParams({ actor: name, ...(address === null ? {} : { address }) });
  let response: Response;
  try {
    response = await fetch(`${collectorUrl}/quarantine/${id}/reprocess?${asked}`, { method: 'POST', headers: token === null ? {} : { authorization: `Bearer ${token}` }, cache: 'no-store', redirect: 'error', signal: AbortSignal.timeout(PATIENCE_MS) });
  } catch (cause) {
    throw new ServiceError('unavailable', `The collector does not answer at ${collectorUrl}, and it alone reads what came from a source. Start it (npm start runs it), or set COLLECTOR_HOST and COLLECTOR_PORT to where it listens.`, { cause, retryAfterSeconds: 5 });
  }
  const body: unknown = await response.json().catch(() => null);
  const told = response.ok ? Reprocessed.safeParse(body) : null;
  if (told?.success === true) return told.data;
  if (response.status === 401) throw new ServiceError('unavailable', 'The collector does not take the token of the web: give both the same THROUGHLINE_TOKEN.');
  const detail = typeof body === 'object' && body !== null && 'detail' in body && typeof body.detail === 'string' ? body.detail : null;
  if (detail === null) throw new ServiceError('unavailable', `What listens at ${collectorUrl} answers with ${response.status}, and may be no collector of this version.`);
  const code = response.status === 404 ? 'not-found' : response.status === 429 ? 'too-many-requests' : 'unavailable';
  throw new ServiceError(code, detail, { retryAfterSeconds: code === 'not-found' ? undefined : 1 });
}
