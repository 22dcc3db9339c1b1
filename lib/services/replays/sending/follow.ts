/** Follows what was sent to its outcome, as far as waiting tells. */
import { outlook, watchTime } from '#lib/core/dead-letters/outcome.ts';
import type { Micros } from '#lib/core/time.ts';
import type { SenderContext } from '#lib/services/replays/sending/context.ts';
import { markPassed, readAddressees, readCommitted, readWaiting, succeed, usualFailure, type Addressee } from '#lib/store/replay-outcomes.ts';

const PAGE = 1000;
const LEARNED_MICROS = 300_000_000;

export class Follower {
  readonly #context: Pick<SenderContext, 'store' | 'watchMicros'>;
  readonly #replayId: bigint;
  readonly #usual = new Map<string, { readonly at: Micros; readonly micros: number | null }>();

  constructor(context: Pick<SenderContext, 'store' | 'watchMicros'>, replayId: bigint) {
    this.#context = context;
    this.#replayId = replayId;
  }

  /** Answers for whom things still wait, in words; empty where nothing does. */
  async look(now: Micros): Promise<string[]> {
    const { pool } = this.#context.store;
    const waits: string[] = [];
    for (const addressee of await readAddressees(pool, this.#replayId)) {
      const committed = await readCommitted(pool, addressee);
      if (committed !== null && committed.length > 0) await markPassed(pool, this.#replayId, addressee, committed, now);
      const succeeded = await this.#settle(addressee, committed !== null, now);
      if (succeeded < addressee.count) waits.push(outlook({ sentAt: now, group: addressee.group, passedAt: null, isSeen: committed !== null }, 0, now, this.#context.watchMicros).says);
    }
    return waits;
  }

  async #settle(addressee: Addressee, isSeen: boolean, now: Micros): Promise<number> {
    const { store, watchMicros } = this.#context;
    const watch = watchTime(await this.#usually(addressee, now), watchMicros);
    for (let settled = 0; ; ) {
      const waiting = await readWaiting(store.pool, this.#replayId, addressee, isSeen, PAGE);
      const over = waiting.flatMap(({ seq, deadLetter, sentAt, passedAt, hasPlace }) => {
        const { isOver, says } = outlook({ sentAt, group: addressee.group, passedAt, isSeen: isSeen && hasPlace }, watch, now, watchMicros);
        return isOver ? [{ seq, deadLetter, says }] : [];
      });
      const done = await succeed(store.pool, this.#replayId, over, now);
      settled += done;
      if (done < PAGE) return settled;
    }
  }

  async #usually(addressee: Addressee, now: Micros): Promise<number | null> {
    const name = JSON.stringify([addressee.source, addressee.topic, addressee.group]);
    const known = this.#usual.get(name);
    if (known !== undefined && now - known.at < LEARNED_MICROS) return known.micros;
    const micros = await usualFailure(this.#context.store.pool, addressee);
    this.#usual.set(name, { at: now, micros });
    return micros;
  }
}
