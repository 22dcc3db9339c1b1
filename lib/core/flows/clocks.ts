/**
 * Which clocks of a flow were wrong, and by how much, from causality alone: nothing is read before it was written, no call is
 * answered before it was made, and nothing is received before it is over. Each hop between two clocks bounds how far one may be ahead of the other; where a bound is broken the
 * clock that explains most of it is put right by as little as suffices, until the bounds hold.
 */
import { isReceive } from '#lib/core/flows/span-roles.ts';
import { knownOf, recordId, type FlowRecord, type Hop } from '#lib/core/flows/records.ts';
import { stampedWithin } from '#lib/core/same-clock.ts';
import type { ToldTime } from '#lib/core/flows/told-time.ts';
import type { Micros } from '#lib/core/time.ts';

export interface Clocks {
  /** By how much the clock that told the record's time is ahead, in microseconds; negative where it is behind, 0 where nothing says that it is wrong. */
  offsetOf(record: FlowRecord): number;
  readonly skews: readonly Skew[];
}

export interface Skew {
  readonly service: string;
  readonly offsetMicros: number;
  /** What contradicts the clock: messages read before they were written, calls outside of those that made them. */
  readonly reads: readonly Hop[];
  readonly calls: readonly Hop[];
  /** And records that were received long before they ended. */
  readonly received: readonly FlowRecord[];
  /** By how much the worst of them is wrong. */
  readonly worstMicros: number;
}

/** Broker timestamps are whole milliseconds, and clocks kept by NTP differ by a few. */
export const CLOCK_NOISE_MICROS = 5_000;
/** A record that is received so long before it ended tells of its clock, and not of ours: a minute is what nobody lets a clock drift. */
const RECEIVED_EARLY_MICROS = 60_000_000;
/** Beyond so many wrong clocks no estimate means anything. */
const MOST_WRONG = 32;

/** @param seenAt when a record was received, by the clock of the collector; of a span not before that */
export function estimateClocks(hops: readonly Hop[], told: (record: FlowRecord) => ToldTime, seenAt: (record: FlowRecord) => Micros): Clocks {
  const writers = writersOf(hops, told);
  const clockOf = (record: FlowRecord): string | null => {
    if ('span' in record) return record.span.span.service;
    const writer = record.event.timestampType === 'create' ? writers.get(knownOf(record)) : undefined;
    return writer === undefined ? TRUSTED : writer;
  };
  const bounds = new Bounds();
  for (const hop of hops) {
    const [from, to] = [clockOf(hop.from), clockOf(hop.to)];
    if (from === to || from === null || to === null) continue;
    const [cause, effect] = [told(hop.from), told(hop.to)];
    if (cause.absurd !== null || effect.absurd !== null) continue;
    // A link may be added, and a poll may begin, before what it stands for.
    const outlasts = 'span' in hop.to && (isReceive(hop.to.span) || hop.kind === 'cause');
    bounds.add(from, to, { micros: (outlasts ? effect.end : effect.start) - cause.start, by: hop, effect: to });
    if (isAnswered(hop) && effect.end - effect.start <= cause.end - cause.start) bounds.add(to, from, { micros: cause.end - effect.end, by: hop, effect: to });
  }
  for (const record of new Map(hops.flatMap(({ from, to }) => [from, to]).map((each) => [knownOf(each), each])).values()) {
    const clock = clockOf(record);
    const micros = seenAt(record) - told(record).end;
    if (clock === null || clock === TRUSTED || told(record).absurd !== null || micros >= -RECEIVED_EARLY_MICROS) continue;
    bounds.add(clock, TRUSTED, { micros, by: record, effect: clock });
  }
  const offsets = bounds.solve();
  const skews = [...offsets].map(([service, offsetMicros]) => bounds.skewOf(service, offsetMicros)).toSorted((a, b) => Math.abs(b.offsetMicros) - Math.abs(a.offsetMicros) || (a.service < b.service ? -1 : 1));
  return { offsetOf: (record) => offsets.get(clockOf(record) ?? TRUSTED) ?? 0, skews };
}

/** The broker's, and those of writers that nobody knows. No service has an empty name. */
const TRUSTED = '';

/**
 * A message's timestamp is told by the clock of who wrote it, unless it lies far from the span that did: spans and messages of one
 * service can be stamped on different machines, and putting the one right must not put the other wrong. Far after, it is a clock
 * like the broker's; far before, it may as well be the time of what the message is about, and is no clock's: null.
 */
function writersOf(hops: readonly Hop[], told: (record: FlowRecord) => ToldTime): Map<object, string | null> {
  const writers = new Map<object, string | null>();
  for (const { from, to } of hops) {
    if (!('event' in to && 'span' in from)) continue;
    const stamped = stampedWithin(told(to).start, told(from));
    writers.set(knownOf(to), stamped === 'after' ? TRUSTED : stamped === 'before' ? null : from.span.span.service);
  }
  return writers;
}

/** A synchronous call: the server's span lies within the client's. */
const isAnswered = ({ from, to, kind }: Hop): boolean => kind === 'call' && 'span' in from && 'span' in to && from.span.span.kind === 'client' && to.span.span.kind === 'server';

interface Seen {
  readonly micros: number;
  /** A hop, or what was received. */
  readonly by: Hop | FlowRecord;
  /** The clock that told the hop's end, or what was received. */
  readonly effect: string;
}

interface Bound {
  readonly from: string;
  readonly to: string;
  /** At most so far the clock `to` may be ahead of `from`, less is as good. */
  micros: number;
  /** What can only be where clocks are wrong. */
  readonly seen: Seen[];
}

class Bounds {
  readonly #byPair = new Map<string, Map<string, Bound>>();
  readonly #byClock = new Map<string, Bound[]>();

  add(from: string, to: string, seen: Seen): void {
    const { micros } = seen;
    let byTo = this.#byPair.get(from);
    if (byTo === undefined) this.#byPair.set(from, (byTo = new Map()));
    let bound = byTo.get(to);
    if (bound === undefined) {
      byTo.set(to, (bound = { from, to, micros, seen: [] }));
      for (const clock of [from, to]) {
        const list = this.#byClock.get(clock);
        if (list === undefined) this.#byClock.set(clock, [bound]);
        else list.push(bound);
      }
    }
    bound.micros = Math.min(bound.micros, micros);
    if (micros < -CLOCK_NOISE_MICROS) bound.seen.push(seen);
  }

  /** Offsets of the clocks that are wrong. */
  solve(): Map<string, number> {
    const offsets = new Map<string, number>();
    const offset = (clock: string): number => offsets.get(clock) ?? 0;
    const isBroken = (bound: Bound): boolean => offset(bound.to) - offset(bound.from) > bound.micros + CLOCK_NOISE_MICROS;
    while (offsets.size < MOST_WRONG) {
      const broken = [...this.#byPair.values()].flatMap((byTo) => [...byTo.values()]).filter(isBroken);
      const suspects = new Set(broken.flatMap(({ from, to }) => [from, to]).filter((clock) => clock !== TRUSTED && !offsets.has(clock)));
      const ranked = [...suspects].map((clock) => {
        const mine = (this.#byClock.get(clock) ?? []).filter(isBroken);
        return { clock, ...this.#interval(clock, offset), peers: new Set(mine.flatMap(({ from, to }) => [from, to])).size, effects: mine.filter(({ seen }) => seen.some(({ effect }) => effect === clock)).length };
      });
      // Who can be put right without contradicting others; then who contradicts most; of two that contradict each other, the one that read or answered.
      ranked.sort((a, b) => Number(b.fits) - Number(a.fits) || b.peers - a.peers || b.effects - a.effects || (a.clock < b.clock ? -1 : 1));
      const worst = ranked[0];
      if (worst === undefined) break;
      offsets.set(worst.clock, worst.offset);
    }
    for (const [clock, micros] of offsets) if (Math.abs(micros) <= CLOCK_NOISE_MICROS) offsets.delete(clock);
    return offsets;
  }

  /** The offset nearest to none that keeps the clock's bounds, and whether there is one. */
  #interval(clock: string, offset: (clock: string) => number): { readonly offset: number; readonly fits: boolean } {
    let [least, most] = [-Infinity, Infinity];
    for (const { from, to, micros } of this.#byClock.get(clock) ?? []) {
      if (to === clock) most = Math.min(most, offset(from) + micros);
      else least = Math.max(least, offset(to) - micros);
    }
    const nearest = most < 0 ? most : least > 0 ? least : 0;
    return { offset: nearest, fits: least <= most + CLOCK_NOISE_MICROS };
  }

  skewOf(service: string, offsetMicros: number): Skew {
    const against = (this.#byClock.get(service) ?? []).flatMap(({ seen }) => seen).toSorted((a, b) => a.micros - b.micros || (idOf(a.by) < idOf(b.by) ? -1 : 1));
    const all = [...new Set(against.map(({ by }) => by))];
    const hops = all.flatMap((by) => ('kind' in by ? [by] : []));
    const worstMicros = -(against[0]?.micros ?? 0);
    return { service, offsetMicros, reads: hops.filter(({ kind }) => kind !== 'call'), calls: hops.filter(({ kind }) => kind === 'call'), received: all.flatMap((by) => ('kind' in by ? [] : [by])), worstMicros };
  }
}

const idOf = (by: Hop | FlowRecord): string => recordId('kind' in by ? by.to : by);
