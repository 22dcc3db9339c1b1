import { ProblemError, problemFrom } from '#components/ui/problem.ts';

/** Bytes of Throughline's own API; none for an answer without content. Throws as `fetchJson` does. */
export async function fetchBytes(path: string, signal: AbortSignal): Promise<Uint8Array> {
  const response = await fetch(path, { signal, headers: { accept: 'application/octet-stream, application/problem+json' } });
  if (response.ok) return new Uint8Array(await response.arrayBuffer());
  const answer: unknown = await response.json().catch(() => null);
  throw new ProblemError(problemFrom(response.status, answer), answer);
}
