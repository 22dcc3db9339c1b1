/** What processes use, as Linux tells it. Elsewhere nothing is told: null. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { setInterval as ticks } from 'node:timers/promises';

const CLOCK_TICK_MS = 10;

/** Megabytes that are resident. */
export function residentMb(pid: number): number | null {
  const text = read(`/proc/${pid}/status`);
  const kilobytes = text === null ? undefined : /^VmRSS:\s+(\d+)/m.exec(text)?.[1];
  return kilobytes === undefined ? null : Number(kilobytes) / 1024;
}

/** Follows what a process holds until it is stopped; gives the most that was seen. */
export function followMemory(pid: number): { stop(): number | null } {
  const ending = new AbortController();
  let most: number | null = null;
  void (async () => {
    for await (const _ of ticks(200, undefined, { signal: ending.signal })) most = Math.max(most ?? 0, residentMb(pid) ?? 0) || null;
  })().catch(() => undefined); // aborted, which is how it ends
  return {
    stop: () => {
      ending.abort();
      return most;
    },
  };
}

type Use = Readonly<Record<'collector' | 'postgres' | 'kafka' | 'other', number>>;

/** Milliseconds of processor time that our descendants and we have used so far, by what they are. */
export function processorTime(): Use | null {
  if (!existsSync('/proc/self/stat')) return null;
  const all = readdirSync('/proc').filter((name) => /^\d+$/.test(name)).flatMap((pid) => {
    const [stat, command] = [read(`/proc/${pid}/stat`), read(`/proc/${pid}/cmdline`)];
    if (stat === null || command === null) return [];
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return [{ pid: Number(pid), parent: Number(fields[1]), ms: (Number(fields[11]) + Number(fields[12])) * CLOCK_TICK_MS, command }];
  });
  const parents = new Map(all.map(({ pid, parent }) => [pid, parent]));
  const isOurs = (pid: number): boolean => pid === process.pid || (pid > 1 && isOurs(parents.get(pid) ?? 0));
  const use = { collector: 0, postgres: 0, kafka: 0, other: 0 };
  for (const { pid, ms, command } of all) if (isOurs(pid)) use[kindOf(command)] += ms;
  return use;
}

const kindOf = (command: string): keyof Use => (command.includes('lib/collector/main.ts') ? 'collector' : command.includes('postgres') ? 'postgres' : command.includes('kafka') ? 'kafka' : 'other');

/** Cores kept busy between two looks. */
export function coresUsed(before: Use | null, after: Use | null, ms: number): string {
  if (before === null || after === null) return 'not told by this system';
  return (Object.keys(after) as (keyof Use)[]).map((kind) => `${kind} ${((after[kind] - before[kind]) / ms).toFixed(2)}`).join(', ');
}

function read(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null; // the process has ended, or there is no such file system
  }
}
