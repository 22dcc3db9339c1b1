import { setTimeout as delay } from 'node:timers/promises';

/** Runs a job, waits, runs it again, until stopped; a run that fails is reported and does not end it. Runs never overlap. */
export function every(intervalMs: number, job: () => Promise<void>, failed: (error: unknown) => void): { stop(): Promise<void> } {
  const stopping = new AbortController();
  const done = (async () => {
    while (!stopping.signal.aborted) {
      await job().catch(failed);
      await delay(intervalMs, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  })();
  return {
    stop: () => {
      stopping.abort();
      return done;
    },
  };
}
