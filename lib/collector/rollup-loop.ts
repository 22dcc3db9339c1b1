/**
 * Runs the rollup, in one process at a time.
 *
 * States: `standby` (another process holds the lock, or the database is away: tries again every few seconds),
 * `rolling` (holds the lock on a connection of its own, and makes a pass whenever something was appended, and at least every half second
 * for what other collectors appended and for flows whose quiet period is over).
 * Between passes it gives way to those who wait for an answer, where processors are scarce.
 * A pass that fails for a reason of its own is tried again with fewer changes, and at last without the one message or trace for which deriving fails:
 * that is put aside, and tried again from time to time. So is what nobody survives, because it takes too long or too much memory: whoever comes next takes
 * one change, then each of its records alone.
 */
import { performance } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import type { ClientBase } from 'pg';
import { FailedPass, inWords } from '#lib/collector/failed-pass.ts';
import { ProcessorTime } from '#lib/collector/processor-time.ts';
import { PutAside, type PutAsideOptions } from '#lib/collector/put-aside.ts';
import { spanned } from '#lib/telemetry/own-spans.ts';
import type { Conventions } from '#lib/core/conventions/conventions.ts';
import { FactsCache } from '#lib/services/derivation/facts-cache.ts';
import { LargeFlows } from '#lib/services/rollup/large-flows.ts';
import { runPass, type Pass } from '#lib/services/rollup/run-pass.ts';
import { keepStatus, type StatusKeeping } from '#lib/services/status/sweep.ts';
import { AdvisoryLock } from '#lib/store/advisory-locks.ts';
import { microsNow } from '#lib/store/clock.ts';
import { isTimeout, isUnavailable } from '#lib/store/errors.ts';
import { breakChange, takeChange } from '#lib/store/change-queue.ts';
import { asLeader } from '#lib/store/leader.ts';
import type { Refs } from '#lib/store/refs.ts';
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
  readonly clean: PutAsideOptions['clean'];
  /** Why no flows are derived now; null where that has passed. */
  readonly failing?: (reason: string | null) => void;
  /** After each pass that found something: how long it took. */
  readonly passed?: (seconds: number) => void;
  /** Before each pass derives what it took. */
  readonly attempting?: (attempt: Attempt) => void;
  /** What a pass took that the thread before this one did not survive. */
  readonly fatal?: Fatal | null;
}

/** What a pass derives. It survives structured cloning. */
export interface Attempt {
  /** Ids of changes. */
  readonly taken: readonly string[];
  /** Instead of changes. */
  readonly given?: Refs;
  readonly limit: number;
}

/** A pass that ended whoever made it, and why, as in `it took …`. */
interface Fatal {
  readonly attempt: Attempt;
  readonly why: string;
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

/** What the server bears of the process that rolls up, in milliseconds. */
interface Patience {
  /** Without a word of it. A process that was stopped holds up the flows of all others no longer; a pass hardly ever thinks for so long between two statements. */
  readonly silenceMs: number;
  /** For one statement. */
  readonly statementMs: number;
  /** For a table that another has locked. */
  readonly lockedMs: number;
}

const PATIENCE: Patience = { silenceMs: 30_000, statementMs: 120_000, lockedMs: 30_000 };

export class RollupLoop {
  readonly #database: Pick<Store, 'url' | 'application'>;
  readonly #options: RollupOptions;
  readonly #stopping = new AbortController();
  #wake: () => void = () => undefined;
  #woken = false;
  #done: Promise<void> = Promise.resolve();
  #limit = PASS_LIMIT;
  readonly #aside: PutAside;
  readonly #patience: Patience;
  #failing: string | null = null;
  #fatal: Fatal | null;
  #cache = new FactsCache();
  readonly #large = new LargeFlows();
  readonly #processor = new ProcessorTime();
  #status: StatusKeeping = keepStatus();

  constructor(database: Pick<Store, 'url' | 'application'>, options: RollupOptions, patience: Partial<Patience> = {}) {
    this.#database = database;
    this.#options = options;
    this.#fatal = options.fatal ?? null;
    if (this.#fatal?.attempt.limit === 1) this.#limit = 1;
    this.#aside = new PutAside(options, this.#fatal === null ? 'takes over' : 'goes on');
    this.#patience = { ...PATIENCE, ...patience };
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
        await asLeader(this.#database, { lock: AdvisoryLock.rollup, job: 'rollup', statementTimeoutMs: this.#patience.statementMs, silenceMs: this.#patience.silenceMs }, (client, lost) => this.#roll(client, lost));
        this.#tell(null);
      } catch (error) {
        const why = this.#fatal === null ? error : new Error(`a pass took ${this.#fatal.why}, and is tried with less`, { cause: error });
        this.#options.log.warn({ err: why }, 'the rollup waits for the database');
        this.#tell(inWords(why));
      }
      this.#options.rolling?.(false);
      await this.#sleep(STANDBY_MS, 'until woken');
    }
  }

  #tell(failing: string | null): void {
    if (failing !== this.#failing) this.#options.failing?.(failing);
    this.#failing = failing;
  }

  async #roll(client: ClientBase, lost: AbortSignal): Promise<void> {
    this.#options.rolling?.(true);
    this.#forget();
    // Every statement of a pass looks rows up by their keys. A plan that was made while the tables were empty would read them whole until they are next analysed.
    // And planning for what is asked of thousands of keys costs more than asking: each statement is planned once.
    // And whoever has a table locked is no fault of what is derived: that is told by an error of its own.
    await client.query(`SET enable_seqscan = off; SET plan_cache_mode = force_generic_plan; SET lock_timeout = ${this.#patience.lockedMs}`);
    await this.#blame(client);
    await this.#aside.takeOver(client);
    lost.addEventListener('abort', () => this.#wake());
    while (!this.#stopping.signal.aborted) {
      lost.throwIfAborted();
      this.#woken = false;
      const began = performance.now();
      const next = await this.#passOrNarrow(client);
      await this.#giveWay(performance.now() - began, lost);
      if (next === 'caught up') {
        await this.#aside.tryDue(client, (given) => this.#pass(client, { limit: PASS_LIMIT, given }));
        await this.#pause();
      } else if (next === 'fails') await this.#sleep(STANDBY_MS, 'until over');
    }
  }

  /** What was read for a pass that failed may be of a change that is not taken again as it was. */
  #forget(): void {
    const { compensations, stallSeconds } = this.#options;
    this.#cache = new FactsCache();
    this.#status = keepStatus({ compensations, stallMicros: stallSeconds * 1_000_000 });
  }

  /** In a transaction. Throws `FailedPass` with what failed and what it had taken from the queue, unless the database is away. */
  async #pass(client: ClientBase, options: { readonly limit: number; readonly given?: Refs }): Promise<Pass> {
    const { conventions, hubLimit, passed } = this.#options;
    const [began, thought] = [performance.now(), performance.eventLoopUtilization()];
    let attempt: Attempt = { taken: [], ...options };
    const took = (taken: readonly string[]): void => {
      attempt = { ...attempt, taken };
      this.#options.attempting?.(attempt);
    };
    try {
      const pass = await spanned('rollup', {}, async (span) => {
        await client.query('BEGIN');
        const made = await runPass(client, {
          conventions, hubLimit, cache: this.#cache, large: this.#large, now: microsNow(), status: this.#status,
          hasUnderivable: this.#aside.any, readsAhead: options.limit === PASS_LIMIT, taken: took, ...options,
        });
        await client.query('COMMIT');
        span.setAttributes({ 'throughline.records': made.records, 'throughline.flows': made.flows });
        return made;
      });
      if (pass.records > 0) passed?.((performance.now() - began) / 1000);
      return pass;
    } catch (error) {
      if (isUnavailable(error)) {
        // The server takes who thinks for so long for stopped.
        if (performance.eventLoopUtilization(thought).active > this.#patience.silenceMs) this.#fatal = { attempt, why: longerThan(this.#patience.silenceMs) };
        else if (isTimeout(error)) this.#fatal = { attempt, why: longerThan(this.#patience.statementMs) };
        throw error;
      }
      await client.query('ROLLBACK');
      this.#forget();
      throw new FailedPass(error, attempt.taken);
    }
  }

  /** For a pass that nobody survived: one that took longer than the server waits, or more memory than there is. Each such try costs half a minute, in which no flow is derived. */
  async #blame(client: ClientBase): Promise<void> {
    const fatal = this.#fatal;
    this.#fatal = null;
    if (fatal === null) return;
    const { why, attempt: { given, taken: [change] } } = fatal;
    if (given !== undefined) await this.#aside.failed(client, given, new Error(`deriving it took ${why}`));
    else if (this.#limit > 1) this.#limit = 1;
    else if (change !== undefined) {
      await client.query('BEGIN');
      const suspects = await takeChange(client, change);
      if (suspects !== null) await this.#aside.putSuspects(client, suspects, new Error(`it is among some that took ${why} to derive together, and is tried alone`));
      await client.query('COMMIT');
    }
  }

  /** The next pass; where it fails, what makes the next one smaller. `fails`: whatever is taken. */
  async #passOrNarrow(client: ClientBase): Promise<'more' | 'caught up' | 'fails'> {
    try {
      const pass = await this.#pass(client, { limit: this.#limit });
      this.#tell(null);
      const caughtUp = pass.records < this.#limit;
      this.#limit = Math.min(PASS_LIMIT, this.#limit * 2);
      return caughtUp ? 'caught up' : 'more';
    } catch (error) {
      if (!(error instanceof FailedPass)) throw error;
      const { cause, taken: [change] } = error;
      this.#options.log.error({ err: cause, records: this.#limit }, 'a pass of the rollup failed');
      if (this.#limit > 1) {
        this.#limit = smaller(this.#limit);
        return 'more';
      }
      const fault = change === undefined ? error : await this.#faultBesides(client);
      if (change !== undefined && fault === null) {
        await this.#narrowDown(client, change, cause);
        return 'more';
      }
      this.#tell(inWords(fault?.cause));
      return 'fails';
    }
  }

  /** What fails although nothing is taken: then what was taken is not to blame. */
  async #faultBesides(client: ClientBase): Promise<FailedPass | null> {
    try {
      await this.#pass(client, { limit: 0 });
      return null;
    } catch (error) {
      if (error instanceof FailedPass) return error;
      throw error;
    }
  }

  /** Of a change that fails alone half waits; a single message or trace is put aside, which health tells. */
  async #narrowDown(client: ClientBase, change: string, cause: unknown): Promise<void> {
    await client.query('BEGIN');
    const given = await breakChange(client, change);
    if (given !== null) await this.#aside.put(client, given, cause);
    await client.query('COMMIT');
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

const longerThan = (ms: number): string => `longer than ${ms / 1000} s`;

const smaller = (limit: number): number => Math.max(1, Math.floor(limit / 16));
