/**
 * The protocol of sending (docs/decisions/dead-letters.md) on a broker and a database made of a few variables: senders that are stopped, killed and
 * woken at any step, and what a reader of uncommitted messages would see. The decisions are the real ones; the steps are those that the real sender makes.
 */
import { recover } from '#lib/core/dead-letters/recovery.ts';
import { nextItemState, type ItemEvent } from '#lib/core/dead-letters/replay-state.ts';
import type { ItemState } from '#lib/core/dead-letters/states.ts';

interface Copy {
  readonly of: string;
  state: 'open' | 'committed' | 'aborted';
}

/** One partition of the target, and the coordinator of one transactional id. */
class Broker {
  readonly log: Copy[] = [];
  #epoch = 0;

  /** InitProducerId: fences who came before, and aborts what they left open. */
  init(): number {
    for (const copy of this.log) if (copy.state === 'open') copy.state = 'aborted';
    return ++this.#epoch;
  }

  append(epoch: number, of: string): boolean {
    if (epoch === this.#epoch) this.log.push({ of, state: 'open' });
    return epoch === this.#epoch;
  }

  commit(epoch: number): boolean {
    if (epoch === this.#epoch) for (const copy of this.log) if (copy.state === 'open') copy.state = 'committed';
    return epoch === this.#epoch;
  }
}

interface Chunk {
  readonly items: readonly string[];
  readonly from: number;
}

class Database {
  /** Who may write: the last that took over. */
  term = 0;
  chunk: Chunk | null = null;
  readonly items: Map<string, ItemState>;

  constructor(items: readonly string[]) {
    this.items = new Map(items.map((of) => [of, 'planned']));
  }

  apply(of: string, event: ItemEvent): void {
    const next = nextItemState(this.items.get(of) ?? 'refused', event);
    if (next === null) throw new Error(`${event} cannot happen to ${of}, which is ${this.items.get(of)}`);
    this.items.set(of, next);
  }
}

/** Ways in which the order of the steps could be wrong: the model must notice each. */
export type Mistake = 'none' | 'init-after-intending' | 'term-not-checked' | 'aborted-taken-for-absent' | 'end-read-too-late' | 'no-intent';

const CHUNK = 3;

/** A sender from taking over to the end of its work. Between any two steps it may be stopped for as long as one likes, or for ever. */
function* sender(database: Database, broker: Broker, mistake: Mistake): Generator<void, void> {
  const mine = (): boolean => database.term === term || mistake === 'term-not-checked';
  const term = ++database.term;
  yield;
  let epoch = broker.init();
  yield;
  const lost = database.chunk;
  if (lost !== null && mine()) {
    const copies = broker.log.slice(lost.from).map(({ of, state }, index) => ({ of, state, offset: BigInt(lost.from + index) })).filter(({ state }) => mistake !== 'aborted-taken-for-absent' || state === 'committed');
    yield;
    if (!mine()) return;
    for (const of of lost.items) if (database.items.get(of) === 'sending') database.apply(of, recover(of, { from: BigInt(lost.from), start: 0n, sameTopic: true, compacted: false, complete: true, copies }).event);
    database.chunk = null;
    yield;
  }
  for (;;) {
    const items = [...database.items].filter(([, state]) => state === 'planned').slice(0, CHUNK).map(([of]) => of);
    if (items.length === 0) return;
    const from = broker.log.length;
    yield;
    if (!mine()) return;
    if (mistake !== 'no-intent') {
      // One transaction of the database: that they are being sent, by whom, and since which end.
      for (const of of items) if (database.items.get(of) === 'planned') database.apply(of, 'intend');
      database.chunk = { items, from: mistake === 'end-read-too-late' ? from + 1 : from };
    }
    yield;
    if (mistake === 'init-after-intending') {
      epoch = broker.init();
      yield;
    }
    for (const of of items) {
      if (!broker.append(epoch, of)) return;
      yield;
    }
    if (!broker.commit(epoch)) return;
    yield;
    if (!mine()) return;
    for (const of of items) {
      if (mistake === 'no-intent' && database.items.get(of) === 'planned') database.apply(of, 'intend');
      if (database.items.get(of) === 'sending') database.apply(of, 'committed');
    }
    database.chunk = null;
    yield;
  }
}

/** A step each: which sender goes on, or is killed. One that is not there takes over. */
export type Schedule = readonly { readonly who: number; readonly kill: boolean }[];

export interface Ended {
  readonly items: ReadonlyMap<string, ItemState>;
  /** Copies of each as a reader of uncommitted messages sees them, and those that were committed. */
  readonly seen: ReadonlyMap<string, number>;
  readonly committed: ReadonlyMap<string, number>;
}

/** Runs the schedule, and then one more sender to the end. */
export function runModel(count: number, schedule: Schedule, mistake: Mistake = 'none'): Ended {
  const names = Array.from({ length: count }, (_, index) => `m${index}`);
  const database = new Database(names);
  const broker = new Broker();
  const senders = new Map<number, Generator<void, void>>();
  for (const { who, kill } of schedule) {
    if (kill) senders.delete(who);
    else {
      const known = senders.get(who) ?? sender(database, broker, mistake);
      senders.set(who, known);
      if (known.next().done === true) senders.delete(who);
    }
  }
  const last = sender(database, broker, mistake);
  while (last.next().done !== true);
  // Whoever slept wakes up now.
  for (const each of senders.values()) while (each.next().done !== true);
  const counted = (copies: readonly Copy[]): Map<string, number> => new Map(names.map((of) => [of, copies.filter((copy) => copy.of === of).length]));
  return { items: database.items, seen: counted(broker.log), committed: counted(broker.log.filter(({ state }) => state === 'committed')) };
}
