/**
 * Samples what consumer groups have committed, in one process at a time.
 *
 * States: `standby` (another process holds the lock, or the database is away: tries again every few seconds),
 * `sampling` (holds the lock; looks at every source once in an interval, and writes what changed).
 * A cluster that cannot be asked stops none of the others, and its sampling says why.
 */
import { setTimeout as delay } from 'node:timers/promises';
import type { ClientBase } from 'pg';
import type { Logger } from 'pino';
import { recordCommits, rememberCommits, type CommitMemory } from '#lib/services/commits/record.ts';
import { evaluateGroups } from '#lib/services/lag/evaluate-groups.ts';
import { rememberLag, type LagMemory } from '#lib/services/lag/memory.ts';
import type { LagRules } from '#lib/core/lag/evaluate.ts';
import type { CommitStatus } from '#lib/contracts/health.ts';
import { brand } from '#lib/core/brand.ts';
import { shifted, shiftOf } from '#lib/core/groups/in-order.ts';
import { rfc3339, type Micros } from '#lib/core/time.ts';
import type { CommitObservation, CommitObserver } from '#lib/sources/commit-observer.ts';
import { AdvisoryLock } from '#lib/store/advisory-locks.ts';
import { microsNow } from '#lib/store/clock.ts';
import { writeSamplingError } from '#lib/store/commits.ts';
import { packMinutes, packSamples } from '#lib/store/commit-packing.ts';
import { asLeader, stayingLeader } from '#lib/store/leader.ts';
import type { Store } from '#lib/store/store.ts';

export interface CommitLoopOptions {
  readonly observers: readonly CommitObserver[];
  readonly intervalSeconds: number;
  /** What lag is nothing to speak of. */
  readonly rules: LagRules;
  readonly log: Logger;
}

const STANDBY_MS = 2000;
const STATEMENT_TIMEOUT_MS = 30_000;
/** With the standby's wait and a look of its own, another process samples within 15 s of one that was stopped. */
const SILENCE_MS = 8000;
/** Looks until each group's samples are packed, and until they are thinned too: five minutes and half an hour, where there is one every ten seconds. */
const FINE_TURNS = 30;
const MINUTE_TURNS = 180;
/** There are partitions for yesterday at least (lib/store/partitions.ts). */
const PACKED_SINCE_MICROS = 86_400_000_000;
/** Days that are kept as they were taken (lib/store/retention.ts). */
const THINNED_SINCE_MICROS = 2 * 86_400_000_000;
/** A cluster that answers nothing must not hold up the others for ever. */
const MOST_INTERVALS = 6;
const LEAST_PATIENCE_MS = 30_000;

interface Memory {
  readonly commits: CommitMemory;
  readonly lag: LagMemory;
}

export class CommitLoop {
  readonly #store: Pick<Store, 'url' | 'application'>;
  readonly #options: CommitLoopOptions;
  readonly #stopping = new AbortController();
  #done: Promise<void> = Promise.resolve();
  readonly #states = new Map<string, CommitStatus>();

  constructor(store: Pick<Store, 'url' | 'application'>, options: CommitLoopOptions) {
    this.#store = store;
    this.#options = options;
  }

  /** How the last look at each source went; empty in the processes that do not sample. */
  get states(): readonly CommitStatus[] {
    return [...this.#states.values()];
  }

  start(): void {
    if (this.#options.observers.length > 0) this.#done = this.#run();
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#done;
  }

  async #run(): Promise<void> {
    while (!this.#stopping.signal.aborted) {
      try {
        await asLeader(this.#store, { lock: AdvisoryLock.commits, job: 'commits', statementTimeoutMs: STATEMENT_TIMEOUT_MS, silenceMs: SILENCE_MS }, (client, lost) => this.#sample(client, lost));
      } catch (error) {
        this.#options.log.warn({ err: error }, 'the sampling of committed offsets waits for the database');
      }
      this.#states.clear();
      await this.#sleep(STANDBY_MS);
    }
    await Promise.all(this.#options.observers.map((observer) => observer.close()));
  }

  async #sample(client: ClientBase, lost: AbortSignal): Promise<void> {
    const intervalMs = this.#options.intervalSeconds * 1000;
    const memories = new Map<string, Memory>();
    while (!this.#stopping.signal.aborted) {
      lost.throwIfAborted();
      const [began, beganAt] = [Date.now(), performance.now()];
      for (const observer of this.#options.observers) {
        if (!this.#stopping.signal.aborted) await this.#look(client, observer, memories);
      }
      await this.#pack(client, Math.floor(began / intervalMs));
      await stayingLeader(client, SILENCE_MS, this.#sleep(Math.max(0, intervalMs - (performance.now() - beganAt)), lost));
    }
  }

  async #look(client: ClientBase, observer: CommitObserver, memories: Map<string, Memory>): Promise<void> {
    const { intervalSeconds, rules, log } = this.#options;
    const intervalMicros = intervalSeconds * 1_000_000;
    try {
      const [began, beganAt] = [microsNow(), performance.now()];
      const seen = await stayingLeader(client, SILENCE_MS, Promise.race([observer.observe(), this.#tooLate(Math.max(LEAST_PATIENCE_MS, intervalSeconds * 1000 * MOST_INTERVALS))]));
      if (seen === null) return;
      const before = memories.get(observer.source)?.commits.sampledAt ?? null;
      const { observation, now } = inOrder(seen, began, before);
      if (observation.leftOut > 0) log.warn({ source: observer.source, leftOut: observation.leftOut }, 'there are more consumer groups than are looked at');
      await client.query('BEGIN');
      const memory = memories.get(observer.source) ?? (await remember(client, observer.source));
      memories.delete(observer.source);
      await recordCommits(client, memory.commits, observation, { now, intervalMicros });
      const judged = await this.#judge(client, observer.source, () => evaluateGroups(client, memory.lag, observation, { now, intervalMicros, rules, groupIds: (group) => memory.commits.groups.get(group)?.id }));
      await client.query('COMMIT');
      if (judged) memories.set(observer.source, memory);
      const forbidden = observation.groups.filter(({ state }) => state === 'forbidden').length;
      this.#states.set(observer.source, { source: observer.source, sampledAt: rfc3339(now), groups: observation.groups.length - forbidden, forbidden, leftOut: observation.leftOut, tookMs: Math.round(performance.now() - beganAt), error: null });
    } catch (error) {
      log.warn({ source: observer.source, err: error }, 'the committed offsets could not be sampled');
      const before = this.#states.get(observer.source) ?? { source: observer.source, sampledAt: null, groups: 0, forbidden: 0, leftOut: 0 };
      this.#states.set(observer.source, { ...before, error: observer.explain(error) });
      await client.query('ROLLBACK');
      await writeSamplingError(client, observer.source, observer.explain(error), intervalMicros, microsNow());
    }
  }

  /** What was committed is kept, also where it could not be judged; then everything is read anew for the next look. */
  async #judge(client: ClientBase, source: string, judge: () => Promise<void>): Promise<boolean> {
    await client.query('SAVEPOINT judging');
    try {
      await judge();
      return true;
    } catch (error) {
      await client.query('ROLLBACK TO SAVEPOINT judging');
      this.#options.log.error({ source, err: error }, 'the lag of consumer groups could not be judged');
      return false;
    }
  }

  /** What could not be packed now is packed at the next turn. */
  async #pack(client: ClientBase, round: number): Promise<void> {
    try {
      await client.query('BEGIN');
      await packSamples(client, { turn: round % FINE_TURNS, turns: FINE_TURNS }, brand<Micros>(microsNow() - PACKED_SINCE_MICROS));
      await packMinutes(client, { turn: round % MINUTE_TURNS, turns: MINUTE_TURNS }, brand<Micros>(microsNow() - THINNED_SINCE_MICROS));
      await client.query('COMMIT');
    } catch (error) {
      this.#options.log.warn({ err: error }, 'samples could not be packed');
      await client.query('ROLLBACK');
    }
  }

  /** Null when the process stops meanwhile. */
  async #tooLate(ms: number): Promise<null> {
    await delay(ms, undefined, { signal: this.#stopping.signal, ref: false }).catch(() => undefined);
    if (this.#stopping.signal.aborted) return null;
    throw new Error(`the cluster did not tell its groups within ${ms / 1000} s (timeout)`);
  }

  async #sleep(ms: number, lost?: AbortSignal): Promise<void> {
    const signal = lost === undefined ? this.#stopping.signal : AbortSignal.any([lost, this.#stopping.signal]);
    await delay(ms, undefined, { signal }).catch(() => undefined);
  }
}

async function remember(client: ClientBase, source: string): Promise<Memory> {
  const commits = await rememberCommits(client, source);
  return { commits, lag: await rememberLag(client, source, commits) };
}

/** A look whose times come after those of the look before, although the clock was set back. */
function inOrder(seen: CommitObservation, began: Micros, before: Micros | null): { readonly observation: CommitObservation; readonly now: Micros } {
  const shift = shiftOf(began, before);
  if (shift === 0) return { observation: seen, now: began };
  const groups = seen.groups.map((group) => ({ ...group, askedAt: shifted(group.askedAt, shift), at: shifted(group.at, shift) }));
  return { observation: { ...seen, groups, logs: seen.logs.map((log) => ({ ...log, at: shifted(log.at, shift) })) }, now: shifted(began, shift) };
}
