/**
 * One collector's work on one replay, from taking it over until nothing is left to do, another took over, or the process stops.
 *
 * States: its plan is to be made (make it) → a chunk is open (fence, recover) → none is (send the next one, or wait: for the pace, for outcomes, for a person). Whatever fails, it goes on
 * from the first: what is in the database and on the broker says all.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { canaryStep, failsTooOften, nextChunk } from '#lib/core/dead-letters/pace.ts';
import { auditReplay, BY_ITSELF } from '#lib/services/replays/asked.ts';
import type { Held, SenderContext } from '#lib/services/replays/sending/context.ts';
import { makePlan } from '#lib/services/replays/make-plan.ts';
import { askBrokers } from '#lib/services/replays/sending/ask-brokers.ts';
import { Follower } from '#lib/services/replays/sending/follow.ts';
import { recoverChunk } from '#lib/services/replays/sending/recover-chunk.ts';
import { sendChunk } from '#lib/services/replays/sending/send-chunk.ts';
import { Session, Unsendable } from '#lib/services/replays/sending/session.ts';
import { microsNow } from '#lib/store/clock.ts';
import { notifyLetters } from '#lib/store/notify.ts';
import { readOpenChunk } from '#lib/store/replay-chunks.ts';
import { cancelPlanned } from '#lib/store/replay-items.ts';
import { keepLease, releaseLease, takeLease } from '#lib/store/replay-lease.ts';
import { changeReplayState, readReplay, sayOfReplay, type ReplayRow } from '#lib/store/replays.ts';
import { inPatientTransaction } from '#lib/store/transaction.ts';

export interface SenderOptions {
  /** Who sends, for people. */
  readonly sender: string;
  readonly leaseMs: number;
  readonly stopping: AbortSignal;
}

const LOOK_MS = 1000;
/** Outcomes are looked at for a tenth of the time at most. */
const LOOK_TIMES = 10;
const FIRST_BACKOFF_MS = 250;
const LONGEST_BACKOFF_MS = 15_000;
const RENEWALS = 4;

/** Resolves at once where another holds it. */
export async function runReplay(context: SenderContext, replayId: bigint, { sender, leaseMs, stopping }: SenderOptions): Promise<void> {
  const { store: { pool }, log } = context;
  const term = await takeLease(pool, replayId, sender, leaseMs);
  if (term === null) return;
  context.stepped('taken');
  const over = new AbortController();
  const held: Held = { replayId, term };
  const renewing = (async () => {
    while (!over.signal.aborted) {
      await delay(leaseMs / RENEWALS, undefined, { signal: over.signal }).catch(() => undefined);
      // What cannot be renewed now is tried again; the term says at each step whose it is.
      if (!over.signal.aborted && !(await keepLease(pool, replayId, term, leaseMs).catch(() => true))) over.abort();
    }
  })();
  const sending = new Sending(context, held, AbortSignal.any([stopping, over.signal]));
  try {
    await sending.run();
  } finally {
    over.abort();
    await renewing;
    await sending.close();
    await releaseLease(pool, replayId, term).catch((error: unknown) => log.debug({ err: error, replayId }, 'the lease of a replay could not be given back, and runs out'));
  }
}

class Sending {
  readonly #context: SenderContext;
  readonly #held: Held;
  readonly #ended: AbortSignal;
  readonly #session: Session;
  readonly #follower: Follower;
  #lookAt = 0;
  #waits: readonly string[] = [];
  #window = { from: 0, sent: 0 };
  #backoff = FIRST_BACKOFF_MS;

  constructor(context: SenderContext, held: Held, ended: AbortSignal) {
    this.#context = context;
    this.#held = held;
    this.#ended = ended;
    this.#session = new Session(context, held);
    this.#follower = new Follower(context, held.replayId);
  }

  close(): Promise<void> {
    return this.#session.close();
  }

  async run(): Promise<void> {
    while (!this.#ended.aborted) {
      try {
        const pause = await this.#turn();
        if (pause === null) return;
        this.#backoff = FIRST_BACKOFF_MS;
        await this.#sleep(pause);
      } catch (error) {
        await this.#failed(error);
      }
    }
  }

  /** Milliseconds until the next; null where nothing is left to do here. */
  async #turn(): Promise<number | null> {
    const { store: { pool } } = this.#context;
    const { replayId, term } = this.#held;
    // Not needed for what is promised: it saves the successor of one that slept from being fenced in the middle.
    const mine = await readReplay(pool, replayId);
    if (mine?.term !== term) return null;
    if (mine.state === 'planning') {
      await makePlan(pool, this.#held, { ...this.#context, ask: askBrokers(this.#context), ended: this.#ended });
      return null;
    }
    const open = await readOpenChunk(pool, replayId);
    if (open !== null) {
      const broker = this.#session.broker(open.ends.source);
      const { isFenced } = await this.#session.fence(broker);
      if (!(await recoverChunk(this.#context, this.#held, broker, open, isFenced))) return null;
      this.#context.stepped('recovered');
      return 0;
    }
    await this.#look();
    const replay = await readReplay(pool, replayId);
    if (replay === null || replay.term !== term) return null;
    if (replay.state === 'cancelled') await cancelPlanned(pool, replayId);
    const waiting = replay.sent - replay.succeeded - replay.failedAgain - replay.unsure;
    if (replay.state !== 'running') return waiting > 0 ? LOOK_MS : null;
    return this.#advance(replay, waiting);
  }

  async #advance(replay: ReplayRow, waiting: number): Promise<number | null> {
    const { judgedSucceeded, judgedFailed, ...pace } = replay;
    const since = { ...replay, succeeded: Math.max(0, replay.succeeded - judgedSucceeded), failedAgain: Math.max(0, replay.failedAgain - judgedFailed) };
    // A person who resumed it has seen that some fail: it is then judged by their share alone.
    if (failsTooOften({ ...pace, canary: replay.canary && judgedSucceeded + judgedFailed === 0 }, since)) {
      return (await this.#end(replay, 'stopped', 'stop-replay', `it stopped by itself: ${since.failedAgain} of ${since.succeeded + since.failedAgain} failed again`)) ? LOOK_MS : null;
    }
    const left = replay.total - replay.sent - replay.cancelled;
    if (left <= 0 && waiting <= 0) return (await this.#end(replay, 'done', 'end-replay', ended(replay))) ? 0 : null;
    const { upTo, waits } = canaryStep(pace, replay);
    if (left <= 0 || waits) {
      const why = this.#waits.length === 0 ? 'outcomes are awaited' : this.#waits.slice(0, 3).join('; ');
      await this.#say(waits && left > 0 ? `it waits until the first ${upTo} have come to an outcome: ${why}` : `all is sent: ${why}`);
      return LOOK_MS;
    }
    const budget = Math.max(1, Math.ceil(replay.ratePerSecond));
    const windowMs = (budget / replay.ratePerSecond) * 1000;
    const now = performance.now();
    if (now - this.#window.from >= windowMs) this.#window = { from: now, sent: 0 };
    const count = nextChunk(pace, replay, left, this.#window.sent);
    if (count === 0) return Math.max(1, this.#window.from + windowMs - now);
    await this.#say(this.#session.isUnfenced ? 'it runs, one by one: the broker denies transactions, so what is being sent when its sender is lost is unsure' : 'it runs');
    const done = await sendChunk(this.#context, this.#held, this.#session, count);
    // Not running any more, or not ours: the next turn tells.
    this.#window.sent += done ?? 0;
    return done === 0 ? LOOK_MS : 0;
  }

  async #look(): Promise<void> {
    const began = performance.now();
    if (began < this.#lookAt) return;
    this.#waits = await this.#follower.look(microsNow());
    const took = performance.now() - began;
    this.#lookAt = performance.now() + Math.max(LOOK_MS / 2, took * LOOK_TIMES);
  }

  /** False where it was not running any more, or is another's. */
  async #end(replay: ReplayRow, state: 'stopped' | 'done', action: 'stop-replay' | 'end-replay', says: string): Promise<boolean> {
    const { replayId, term } = this.#held;
    return inPatientTransaction(this.#context.store.pool, async (client) => {
      const now = await readReplay(client, replayId, 'lock');
      if (now === null || now.term !== term || now.state !== 'running') return false;
      const at = microsNow();
      await changeReplayState(client, replayId, 'running', state, { says, at });
      await auditReplay(client, replay, { at, actor: BY_ITSELF, action, count: replay.total, reason: null, outcome: says });
      await notifyLetters(client, { version: replayId.toString(), ids: [`replay-${replayId}`] });
      return true;
    });
  }

  async #failed(reason: unknown): Promise<void> {
    const { log, store: { pool } } = this.#context;
    const { replayId } = this.#held;
    const source = await readOpenChunk(pool, replayId).then((open) => open?.ends.source ?? null, () => null);
    await this.#session.close();
    const broker = source === null ? undefined : this.#context.brokers.get(source);
    const text = reason instanceof Unsendable ? reason.message : (broker?.fault(reason).text ?? (reason instanceof Error ? reason.message : String(reason)));
    log.warn({ err: reason, replayId: replayId.toString(), retryMs: this.#backoff }, 'a replay cannot go on now');
    const replay = await readReplay(pool, replayId).catch(() => null);
    if (replay !== null && reason instanceof Unsendable) await this.#end(replay, 'stopped', 'stop-replay', `it stopped by itself: ${text}`);
    else if (replay?.state === 'running' || replay?.state === 'planning') await this.#say(`it waits and tries again: ${text}`).catch(() => undefined);
    await this.#sleep(this.#backoff);
    this.#backoff = Math.min(this.#backoff * 2, LONGEST_BACKOFF_MS);
  }

  #say(says: string): Promise<void> {
    return sayOfReplay(this.#context.store.pool, this.#held, says);
  }

  async #sleep(ms: number): Promise<void> {
    if (ms > 0) await delay(ms, undefined, { signal: this.#ended }).catch(() => undefined);
  }
}

function ended({ succeeded, failedAgain, unsure, refused, cancelled }: ReplayRow): string {
  const parts = [[succeeded, 'succeeded'], [failedAgain, 'failed again'], [unsure, 'unsure'], [refused, 'refused'], [cancelled, 'not sent']] as const;
  return parts.filter(([count]) => count > 0).map(([count, what]) => `${count} ${what}`).join(', ');
}
