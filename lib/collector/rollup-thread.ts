/**
 * The rollup, in a thread of its own: deriving flows takes as long as reading records does, and whoever sends records would wait for it.
 * Nothing is shared but messages, and a number to which it gives way: what is appended is read again from the database, as another collector's would be.
 */
import { Worker } from 'node:worker_threads';
import type { Logger } from 'pino';
import type { CollectorMetrics } from '#lib/collector/metrics.ts';
import type { MaskingSettings } from '#lib/collector/masking.ts';
import type { RollupOptions } from '#lib/collector/rollup-loop.ts';
import { WorkAhead } from '#lib/collector/work-ahead.ts';
import type { ConfiguredConventions } from '#lib/core/conventions/configured.ts';
import type { Store } from '#lib/store/store.ts';

/** What the thread is given. It must survive structured cloning. */
export interface RollupWork extends Pick<RollupOptions, 'hubLimit' | 'compensations' | 'stallSeconds'> {
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
  /** Why every pass fails; null where that has passed. */
  | { readonly kind: 'failing'; readonly reason: string | null }
  /** Seconds that a pass took which found something. */
  | { readonly kind: 'passed'; readonly seconds: number }
  | { readonly kind: 'log'; readonly level: 'warn' | 'error'; readonly fields: object; readonly message: string };

/** V8 rounds up to a power of two, and has two and half of one. Speed costs memory here, as with what the main thread has (`COLLECTOR_ARGS`): with both the collector stays below 400 MB. */
const SEMI_SPACE_MB = 32;

export class RollupThread {
  readonly #work: RollupWork;
  readonly #ahead: WorkAhead;
  readonly #metrics: Pick<CollectorMetrics, 'passSeconds'>;
  readonly #log: Logger;
  #worker: Worker | null = null;
  #rolling = false;
  #fault: string | null = null;

  constructor(work: Omit<RollupWork, 'ahead'>, { metrics, log }: { readonly metrics: Pick<CollectorMetrics, 'passSeconds'>; readonly log: Logger }) {
    this.#ahead = new WorkAhead();
    this.#work = { ...work, ahead: this.#ahead.memory };
    this.#metrics = metrics;
    this.#log = log;
  }

  /** Whether this process does the rollup; of several collectors one does. */
  get rolling(): boolean {
    return this.#rolling;
  }

  /** Why every pass fails, in plain words; null where none does. */
  get fault(): string | null {
    return this.#fault;
  }

  start(): void {
    const worker = new Worker(new URL('./rollup-worker.ts', import.meta.url), { workerData: this.#work, name: 'rollup', execArgv: [], resourceLimits: { maxYoungGenerationSizeMb: 3 * SEMI_SPACE_MB } });
    worker.on('message', (message: FromRollup) => this.#heard(message));
    // It ends only when it is told to. A fault that ends it ends the process, which is started again.
    worker.on('error', (error) => {
      throw error;
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
    else if (message.kind === 'log') this.#log[message.level](message.fields, message.message);
    else this.#metrics.passSeconds.observe(message.seconds);
  }
}
