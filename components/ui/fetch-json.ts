import { ProblemError, problemFrom } from '#components/ui/problem.ts';

interface FetchJson {
  readonly signal?: AbortSignal;
  /** Statuses besides 2xx whose body is an answer: health says `down` with 503. */
  readonly accept?: readonly number[];
  readonly method?: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  readonly body?: unknown;
}

/**
 * Asks Throughline's own API. The answer is taken as `T` because the server makes it from the same contract that `T`
 * comes from. Throws ProblemError for a refusal and TypeError where nothing answered. A session that has ended leads
 * to the login page and back.
 */
export async function fetchJson<T>(path: string, { signal, accept = [], method = 'GET', body }: FetchJson = {}): Promise<T> {
  const response = await fetch(path, {
    method,
    signal,
    headers: { accept: 'application/json, application/problem+json', ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  if (!response.ok && !accept.includes(response.status)) throw await refusal(response);
  return (response.status === 204 ? null : await response.json().catch(() => null)) as T;
}

/** The same, and the answer stays the text that it came as. */
export async function fetchText(path: string, signal?: AbortSignal): Promise<string> {
  const response = await fetch(path, { signal, headers: { accept: 'application/json, application/problem+json' } });
  if (!response.ok) throw await refusal(response);
  return response.text();
}

async function refusal(response: Response): Promise<ProblemError> {
  const answer: unknown = await response.json().catch(() => null);
  if (response.status === 401 && location.pathname !== '/login') {
    location.assign(`/login?next=${encodeURIComponent(location.pathname + location.search)}`);
  }
  return new ProblemError(problemFrom(response.status, answer), answer);
}
