/** Sends what people replay. Every collector looks for replays that nobody sends for; whoever takes the lease of one does. */
import { setTimeout as delay } from 'node:timers/promises';
import { lapsePlans } from '#lib/services/replays/lapse-plans.ts';
import type { SenderContext } from '#lib/services/replays/sending/context.ts';
import { runReplay } from '#lib/services/replays/sending/run-replay.ts';
import { microsNow } from '#lib/store/clock.ts';
import { replaysToDo } from '#lib/store/replay-lease.ts';

export interface ReplayLoopOptions {
  /** Who sends, for people. */
  readonly sender: string;
  /** After so long without a word from its sender another takes a replay over. */
  readonly leaseMs?: number;
  readonly lookMs?: number;
}

const LEASE_MS = 10_000;
const LOOK_MS = 1000;
/** At once in one process, those included that only wait for outcomes; the others wait their turn, or another collector takes them. */
const MOST_AT_ONCE = 64;
const LAPSE_MS = 60_000;

export class ReplayLoop {
  readonly #context: SenderContext;
  readonly #options: Required<ReplayLoopOptions>;
  readonly #stopping = new AbortController();
  readonly #running = new Map<bigint, Promise<void>>();
  #done: Promise<void> = Promise.resolve();
  #lapsedAt = 0;

  constructor(context: SenderContext, { sender, leaseMs = LEASE_MS, lookMs = LOOK_MS }: ReplayLoopOptions) {
    this.#context = context;
    this.#options = { sender, leaseMs, lookMs };
  }

  start(): void {
    this.#done = this.#run();
  }

  /** What is being sent comes to its end first. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#done;
    await Promise.allSettled(this.#running.values());
    await Promise.allSettled([...this.#context.brokers.values()].map((broker) => broker.close()));
  }

  async #run(): Promise<void> {
    while (!this.#stopping.signal.aborted) {
      try {
        await this.#look();
      } catch (error) {
        this.#context.log.warn({ err: error }, 'replays wait for the database');
      }
      await delay(this.#options.lookMs, undefined, { signal: this.#stopping.signal }).catch(() => undefined);
    }
  }

  async #look(): Promise<void> {
    const { store, log } = this.#context;
    if (performance.now() >= this.#lapsedAt) {
      this.#lapsedAt = performance.now() + LAPSE_MS;
      await lapsePlans(store, microsNow());
    }
    for (const id of await replaysToDo(store.pool)) {
      if (this.#running.size >= MOST_AT_ONCE) return;
      if (this.#running.has(id)) continue;
      const run = runReplay(this.#context, id, { sender: this.#options.sender, leaseMs: this.#options.leaseMs, stopping: this.#stopping.signal })
        .catch((error: unknown) => log.warn({ err: error, replayId: id.toString() }, 'a replay was given up here, and is taken over'))
        .finally(() => this.#running.delete(id));
      this.#running.set(id, run);
    }
  }
}
