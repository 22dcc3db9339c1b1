import { performance } from 'node:perf_hooks';

/** Of the time in which a thread wanted a processor it got less: then others wanted it too. Below it are pages that are fetched, and what measures cost. */
const FULL_SHARE = 0.85;
/** Milliseconds: of less time nothing can be said. */
const TOO_SHORT = 20;

/**
 * How much of the processor the calling thread gets of what it wants: it is busy for as long as its loop does not wait, and runs for as long as the
 * system says. Node before 23.9 does not say how long one thread ran; there no processor is ever scarce.
 */
export class ProcessorTime {
  #busy = performance.eventLoopUtilization();
  #run = threadCpu();

  /** Whether it got markedly less than it wanted since it was asked before. */
  wasScarce(): boolean {
    const [busy, run] = [performance.eventLoopUtilization(), threadCpu()];
    const wanted = busy.active - this.#busy.active;
    const got = (run ?? 0) - (this.#run ?? 0);
    this.#busy = busy;
    this.#run = run;
    return run !== null && wanted > TOO_SHORT && got < wanted * FULL_SHARE;
  }
}

/** In milliseconds; null where Node does not tell. */
function threadCpu(): number | null {
  if (typeof process.threadCpuUsage !== 'function') return null;
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}
