/**
 * The rollup, in a thread of its own: deriving flows takes as long as reading records does, and whoever sends records would wait for it.
 * Nothing is shared but messages, and a number to which it gives way: what is appended is read again from the database, as another collector's would be.
 */
import { Worker } from 'node:worker_threads';
import type { Logger } from 'pino';
import type { CollectorMetrics } from '#lib/collector/metrics.ts';
import type { MaskingSettings } from '#lib/collector/masking.ts';
import type { Attempt, RollupOptions } from '#lib/collector/rollup-loop.ts';
import { WorkAhead } from '#lib/collector/work-ahead.ts';
import type { ConfiguredConventions } from '#lib/core/conventions/configured.ts';
import type { Store } from '#lib/store/store.ts';

/** What the thread is given. It must survive structured cloning. */
export interface RollupWork extends Pick<RollupOptions, 'hubLimit' | 'compensations' | 'stallSeconds' | 'fatal'> {
  readonly database: Pick<Store, 'url' | 'application'>;
  readonly conventions: ConfiguredConventions;
  readonly masking: MaskingSettings;
  /** Where its spans go; null exports none. */
  readonly tracingEndpoint: string | null;
  /** Of the `WorkAhead` to which the thread gives way. */
  readonly ahead: SharedArrayBuffer;
}

export type ToRollup = 'wake' | 'stop';

export type FromRollup =
  | { readonly kind: 'rolling'; readonly rolling: boolean }
  /** Why no flows are derived now; null where that has passed. */
  | { readonly kind: 'failing'; readonly reason: string | null }
  /** Seconds that a pass took which found something. */
  | { readonly kind: 'passed'; readonly seconds: number }
  | { readonly kind: 'attempting'; readonly attempt: Attempt }
  | { readonly kind: 'log'; readonly level: 'warn' | 'error'; readonly fields: object; readonly message: string };

/** V8 rounds up to a power of two, and has two and half of one. Speed costs memory here, as with what the main thread has (`COLLECTOR_ARGS`): with both the collector stays below 400 MB. */
const SEMI_SPACE_MB = 32;
/** Usually it takes a tenth of that. What takes more is found and put aside, and the process goes on. */
const HEAP_MB = 1024;

export class RollupThread {
  readonly #work: RollupWork;
  readonly #ahead: WorkAhead;
  readonly #metrics: Pick<CollectorMetrics, 'passSeconds'>;
  readonly #log: Logger;
  #worker: Worker | null = null;
  #rolling = false;
  #fault: string | null = null;
  #attempt: Attempt | null = null;
  #stopping = false;
  readonly #heapMb: number;

  constructor(work: Omit<RollupWork, 'ahead'>, { metrics, log }: { readonly metrics: Pick<CollectorMetrics, 'passSeconds'>; readonly log: Logger }, heapMb = HEAP_MB) {
    this.#ahead = new WorkAhead();
    this.#work = { ...work, ahead: this.#ahead.memory };
    this.#metrics = metrics;
    this.#log = log;
    this.#heapMb = heapMb;
  }

  /** Whether this process does the rollup; of several collectors one does. */
  get rolling(): boolean {
    return this.#rolling;
  }

  /** Why no flows are derived now, in plain words; null where they are. */
  get fault(): string | null {
    return this.#fault;
  }

  start(): void {
    this.#begin(null);
  }

  #begin(fatal: RollupWork['fatal']): void {
    const worker = new Worker(new URL('./rollup-worker.ts', import.meta.url), { workerData: { ...this.#work, fatal }, name: 'rollup', execArgv: [], resourceLimits: { maxYoungGenerationSizeMb: 3 * SEMI_SPACE_MB, maxOldGenerationSizeMb: this.#heapMb } });
    worker.on('message', (message: FromRollup) => this.#heard(message));
    // It ends only when it is told to. Any other fault that ends it ends the process, which is started again.
    worker.on('error', (error: Error & { readonly code?: string }) => {
      if (error.code !== 'ERR_WORKER_OUT_OF_MEMORY') throw error;
      this.#rolling = false;
      this.#log.error({ err: error, records: this.#attempt?.limit }, 'a pass of the rollup took more memory than there is; its thread begins anew');
      if (!this.#stopping) this.#begin(this.#attempt === null ? null : { attempt: this.#attempt, why: `more memory than ${this.#heapMb} MB` });
    });
    this.#worker = worker;
  }

  /** Where processors are scarce the rollup gives way to this: somebody waits for it. */
  goAhead<T>(work: () => Promise<T>): Promise<T> {
    return this.#ahead.during(work);
  }

  /** Something was appended. */
  wake(): void {
    this.#tell('wake');
  }

  /** Resolves when the pass that runs is done. */
  async stop(): Promise<void> {
    const worker = this.#worker;
    this.#stopping = true;
    if (worker === null) return;
    const ended = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
    this.#tell('stop');
    await ended;
    this.#worker = null;
    this.#rolling = false;
  }

  #tell(message: ToRollup): void {
    this.#worker?.postMessage(message);
  }

  #heard(message: FromRollup): void {
    if (message.kind === 'rolling') this.#rolling = message.rolling;
    else if (message.kind === 'failing') this.#fault = message.reason === null ? null : `flows are not derived: ${message.reason}`;
    else if (message.kind === 'attempting') this.#attempt = message.attempt;
    else if (message.kind === 'log') this.#log[message.level](message.fields, message.message);
    else this.#metrics.passSeconds.observe(message.seconds);
  }
}
