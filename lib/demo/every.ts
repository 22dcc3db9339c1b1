import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Does something `perSecond` times a second, on average, with chance in the gaps as real customers have it.
 * Steps do not wait for each other, but no more than `MOST_AT_ONCE` run at a time. The function that comes back stops it, tells what is under way by the signal, and waits for it.
 */
export function every(perSecond: number, most: number | null, step: (number: number, stopped: AbortSignal) => Promise<void>): () => Promise<void> {
  const stopping = new AbortController();
  const running = new Set<Promise<void>>();
  const loop = async (): Promise<void> => {
    let due = performance.now();
    for (let number = 1; (most === null || number <= most) && !stopping.signal.aborted; number++) {
      due += (-Math.log(1 - Math.random()) * 1000) / perSecond;
      // What was missed while the machine was busy is not made up for in a burst longer than a second.
      due = Math.max(due, performance.now() - 1000);
      await sleep(Math.max(0, due - performance.now()), undefined, { signal: stopping.signal }).catch(ignoreAbort);
      if (stopping.signal.aborted) break;
      if (running.size >= MOST_AT_ONCE) await Promise.race(running);
      const done: Promise<void> = step(number, stopping.signal)
        .catch((error: unknown) => void (isAbort(error) || process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)))
        .finally(() => running.delete(done));
      running.add(done);
    }
  };
  const looping = loop();
  return async () => {
    stopping.abort();
    await looping;
    await Promise.all(running);
  };
}

const MOST_AT_ONCE = 500;

const isAbort = (error: unknown): boolean => error instanceof Error && error.name === 'AbortError';

function ignoreAbort(error: unknown): void {
  if (!isAbort(error)) throw error;
}
