import { readlinkSync } from 'node:fs';
import { getPriority, setPriority } from 'node:os';

/** Steps on the scale of `nice`, below where the process was started. Where processors are scarce, one that yields gets four fifths of what another gets; where they are not, it gets all that it wants. */
const YIELDING = 1;
const LOWEST = 19;

/** Has the calling thread yield to the others of this process, and to other processes. Only Linux tells threads apart so; elsewhere nothing changes. */
export function yieldToOthers(): void {
  if (process.platform !== 'linux') return;
  // `<process>/task/<thread>`, of whichever thread asks.
  const thread = Number(readlinkSync('/proc/thread-self').split('/').at(-1));
  setPriority(thread, Math.min(LOWEST, getPriority(thread) + YIELDING));
}
