/**
 * Runs the rollup, in one process at a time.
 *
 * States: `standby` (another process holds the lock, or the database is away: tries again every few seconds),
 * `rolling` (holds the lock on a connection of its own, and makes a pass whenever something was appended, and at least every half second
 * for what other collectors appended and for flows whose quiet period is over).
 * Between passes it gives way to those who wait for an answer, where processors are scarce.
 * A pass that fails for a reason of its own is tried again with fewer changes, and at last without the one record that no pass survives; that is tried again every hour, and by the next process.
 */
import { setTimeout as delay } from 'node:timers/promises';
import type { ClientBase } from 'pg';
import { ProcessorTime } from '#lib/collector/processor-time.ts';
import { spanned } from '#lib/telemetry/own-spans.ts';
import type { Conventions } from '#lib/core/conventions/conventions.ts';
import { FactsCache } from '#lib/services/derivation/facts-cache.ts';
import { LargeFlows } from '#lib/services/rollup/large-flows.ts';
import { runPass, type Pass } from '#lib/services/rollup/run-pass.ts';
import { keepStatus, type StatusKeeping } from '#lib/services/status/sweep.ts';
import { AdvisoryLock } from '#lib/store/advisory-locks.ts';
import { microsNow } from '#lib/store/clock.ts';
import { isUnavailable } from '#lib/store/errors.ts';
import { breakOldestChange } from '#lib/store/change-queue.ts';
import { asLeader } from '#lib/store/leader.ts';
import { leaveOut, takeBack } from '#lib/store/left-out.ts';
import type { Store } from '#lib/store/store.ts';

type LogFields = { readonly err?: unknown; readonly [field: string]: unknown };

export interface RollupOptions {
  readonly conventions: Conventions;
  readonly hubLimit: number;
  readonly compensations: StatusKeeping['compensations'];
  readonly stallSeconds: number;
  readonly log: { readonly [level in 'warn' | 'error']: (fields: LogFields, message: string) => void };
  /** Whether somebody waits for what goes ahead of the rollup. */
  readonly othersWait?: () => boolean;
  /** It got the lock, or lost it. */
  readonly rolling?: (rolling: boolean) => void;
  /** After each pass that found something: how long it took. */
  readonly passed?: (seconds: number) => void;
}

/** Records of one pass: enough to spread the cost of a transaction, few enough that the first are shown soon, and that what a pass makes is gone before it is swept again and again. */
const PASS_LIMIT = 2000;
/** Passes closer together than this would each find only a part of what belongs together. */
const SPACING_MS = 120;
const IDLE_MS = 500;
const STANDBY_MS = 2000;
/** Of how long a pass took, where processors are scarce and others wait: so the rollup has at least a third of the time. */
const GIVEN_WAY = 2;
const LOOK_AGAIN_MS = 10;
/** However long a pass took: well before the server takes this process for stopped. */
const LONGEST_WAY_MS = 5000;
const TAKE_BACK_EVERY_MS = 3_600_000;
const PASS_TIMEOUT_MS = 120_000;
/** A process that was stopped holds up the flows of all others no longer. Longer than a pass ever thinks between two statements. */
const SILENCE_MS = 30_000;

export class RollupLoop {
  readonly #database: Pick<Store, 'url' | 'application'>;
  readonly #options: RollupOptions;
  readonly #stopping = new AbortController();
  #wake: () => void = () => undefined;
  #woken = false;
  #done: Promise<void> = Promise.resolve();
  #limit = PASS_LIMIT;
  #takeBackAt = 0;
  #cache = new FactsCache();
  readonly #large = new LargeFlows();
  readonly #processor = new ProcessorTime();
  #status: StatusKeeping;

  constructor(database: Pick<Store, 'url' | 'application'>, options: RollupOptions) {
    this.#database = database;
    this.#options = options;
    this.#status = this.#keepStatus();
  }

  start(): void {
    this.#done = this.#run();
  }

  /** Something was appended. */
  wake(): void {
    this.#woken = true;
    this.#wake();
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    this.#wake();
    await this.#done;
  }

  async #run(): Promise<void> {
    while (!this.#stopping.signal.aborted) {
      try {
        await asLeader(this.#database, { lock: AdvisoryLock.rollup, job: 'rollup', statementTimeoutMs: PASS_TIMEOUT_MS, silenceMs: SILENCE_MS }, (client, lost) => this.#roll(client, lost));
      } catch (error) {
        this.#options.log.warn({ err: error }, 'the rollup waits for the database');
      }
      this.#options.rolling?.(false);
      await this.#sleep(STANDBY_MS, 'until woken');
    }
  }

  async #roll(client: ClientBase, lost: AbortSignal): Promise<void> {
    this.#options.rolling?.(true);
    this.#cache = new FactsCache();
    this.#status = this.#keepStatus();
    // Every statement of a pass looks rows up by their keys. A plan that was made while the tables were empty would read them whole until they are next analysed.
    // And planning for what is asked of thousands of keys costs more than asking: each statement is planned once.
    await client.query('SET enable_seqscan = off; SET plan_cache_mode = force_generic_plan');
    lost.addEventListener('abort', () => this.#wake());
    while (!this.#stopping.signal.aborted) {
      lost.throwIfAborted();
      await this.#takeBack(client);
      this.#woken = false;
      const began = performance.now();
      const pass = await this.#pass(client);
      await this.#giveWay(performance.now() - began, lost);
      if (pass.records < this.#limit) await this.#pause();
    }
  }

  /** At first, since this may be a new version, which survives what an older one left out; and from time to time, for what failed for a reason that has passed. */
  async #takeBack(client: ClientBase): Promise<void> {
    if (performance.now() < this.#takeBackAt) return;
    const records = await takeBack(client, microsNow());
    this.#takeBackAt = performance.now() + TAKE_BACK_EVERY_MS;
    if (records > 0) this.#options.log.warn({ records }, 'what was left out is derived again');
  }

  #keepStatus(): StatusKeeping {
    const { compensations, stallSeconds } = this.#options;
    return keepStatus({ compensations, stallMicros: stallSeconds * 1_000_000 });
  }

  async #pass(client: ClientBase): Promise<Pass> {
    const { conventions, hubLimit, passed, log } = this.#options;
    const began = performance.now();
    try {
      const pass = await spanned('rollup', {}, async (span) => {
        await client.query('BEGIN');
        const made = await runPass(client, { conventions, hubLimit, cache: this.#cache, large: this.#large, limit: this.#limit, readsAhead: this.#limit === PASS_LIMIT, now: microsNow(), status: this.#status });
        await client.query('COMMIT');
        span.setAttributes({ 'throughline.records': made.records, 'throughline.flows': made.flows });
        return made;
      });
      if (pass.records > 0) passed?.((performance.now() - began) / 1000);
      this.#limit = Math.min(PASS_LIMIT, this.#limit * 2);
      return pass;
    } catch (error) {
      await client.query('ROLLBACK');
      if (isUnavailable(error)) throw error;
      log.error({ err: error, records: this.#limit }, 'a pass of the rollup failed');
      if (this.#limit > 1) this.#limit = Math.max(1, Math.floor(this.#limit / 16));
      else await this.#narrowDown(client, error);
      // What was read for the failed pass may be of a change that is not taken again as it was.
      this.#cache = new FactsCache();
      this.#status = this.#keepStatus();
      return { taken: 0, records: this.#limit, flows: 0 };
    }
  }

  /** Of the oldest change, which fails alone: half of it waits, and a single record is left out, which health tells. */
  async #narrowDown(client: ClientBase, failure: unknown): Promise<void> {
    await client.query('BEGIN');
    const given = await breakOldestChange(client, microsNow());
    if (given !== null) await leaveOut(client, given, { at: microsNow(), reason: failure instanceof Error ? failure.message : String(failure) });
    await client.query('COMMIT');
    if (given !== null) this.#options.log.error({ change: given }, 'left out a record that no pass survives');
  }

  /** Between two passes nothing is locked, and the database has nothing to do for the rollup either. */
  async #giveWay(passMs: number, lost: AbortSignal): Promise<void> {
    if (!this.#processor.wasScarce()) return;
    const until = performance.now() + Math.min(passMs * GIVEN_WAY, LONGEST_WAY_MS);
    while (this.#options.othersWait?.() && performance.now() < until && !lost.aborted && !this.#stopping.signal.aborted) await this.#sleep(LOOK_AGAIN_MS, 'until over');
  }

  async #pause(): Promise<void> {
    await this.#sleep(SPACING_MS, 'until over');
    if (!this.#woken) await this.#sleep(IDLE_MS - SPACING_MS, 'until woken');
  }

  /** Ends early when the process stops, and by a wake where that is asked: passes keep their spacing, but nobody waits longer than that. */
  async #sleep(ms: number, how: 'until over' | 'until woken'): Promise<void> {
    const awake = new AbortController();
    const end = (): void => awake.abort();
    if (how === 'until woken') this.#wake = end;
    this.#stopping.signal.addEventListener('abort', end, { once: true });
    if (!this.#stopping.signal.aborted) await delay(ms, undefined, { signal: awake.signal }).catch(() => undefined);
    this.#stopping.signal.removeEventListener('abort', end);
    this.#wake = () => undefined;
  }
}
