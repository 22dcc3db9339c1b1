/** What a process holds in memory, looked at all the time. */
import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';

const EVERY_MS = 200;

export interface Watch {
  /** The most since it was asked last, in MiB. */
  peak(): number;
  stop(): Promise<void>;
}

/** Linux: what /proc says is resident. */
export function watchMemory(pid: number): Watch {
  let most = 0;
  const stopping = new AbortController();
  const watching = (async () => {
    while (!stopping.signal.aborted) {
      const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
      most = Math.max(most, Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1] ?? 0) / 1024);
      await sleep(EVERY_MS, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  })();
  return {
    peak: () => {
      const peak = most;
      most = 0;
      return Math.round(peak);
    },
    stop: () => {
      stopping.abort();
      return watching;
    },
  };
}
