/** How the lag of a group went over time, out of samples that were written only where something changed. */
import { appendedAt, type LogPoint, type LogTimes } from '#lib/core/lag/log-times.ts';
import { sumOfRates } from '#lib/core/lag/rates.ts';
import { lagBetween } from '#lib/core/lag/window.ts';
import type { Micros } from '#lib/core/time.ts';
import { brand } from '#lib/core/brand.ts';

/** What an offset became. */
export interface Change {
  readonly at: Micros;
  /** When it was seen the last time to be what it was before; null where nobody looked. */
  readonly since: Micros | null;
  /** Null: there is none any more. */
  readonly offset: bigint | null;
}

/** Changes oldest first, those from before the range among them. */
export interface PartitionHistory {
  readonly topic: string;
  readonly partition: number;
  readonly committed: readonly Change[];
  readonly ends: readonly Change[];
  /** The commit that stands now, and since when the message at it waits: known better than by looks at the log, which may be younger than the message. Null where it is not known. */
  readonly behind: { readonly committed: bigint; readonly since: Micros } | null;
}

export interface HistoryRange {
  readonly from: Micros;
  readonly to: Micros;
  /** When nobody looked. */
  readonly gaps: readonly { readonly from: Micros; readonly to: Micros }[];
  /** Of what came after it nothing is known. */
  readonly lastLook: Micros;
}

export interface HistoryPoint {
  readonly at: Micros;
  readonly lag: bigint | null;
  readonly timeLagMicros: number | null;
  readonly rateIn: number | null;
  readonly rateOut: number | null;
}

/** Ends of equal steps that fill the range; at most `most`, and none shorter than `leastMicros`. */
export function stepsOf({ from, to }: Pick<HistoryRange, 'from' | 'to'>, most: number, leastMicros: number): { readonly stepMicros: number; readonly times: Micros[] } {
  const count = Math.max(1, Math.min(most, Math.floor((to - from) / leastMicros)));
  const stepMicros = (to - from) / count;
  return { stepMicros, times: Array.from({ length: count }, (_, index) => brand<Micros>(Math.round(from + (index + 1) * stepMicros))) };
}

/** One point at the end of each step. Nulls where nothing is known. */
export function pointsOf(partitions: readonly PartitionHistory[], range: HistoryRange, times: readonly Micros[]): HistoryPoint[] {
  const walks = partitions.map((partition) => ({ at: walk(partition), log: logTimesOf(partition.ends), behind: partition.behind }));
  let before: readonly Standing[] | null = null;
  let beforeAt: Micros | null = null;
  return times.map((at) => {
    const known = isKnown(range, at);
    const now = walks.map(({ at: standingAt }) => standingAt(at));
    const seen = known ? now.flatMap((standing, index) => (standing.committed === null ? [] : [{ ...standing, committed: standing.committed, log: walks[index]?.log ?? [], behind: walks[index]?.behind ?? null }])) : [];
    const rates = known && before !== null && beforeAt !== null ? ratesBetween(before, now, (at - beforeAt) / 1e6) : { rateIn: null, rateOut: null };
    before = known ? now : null;
    beforeAt = at;
    return { at, lag: sumOf(seen.map(lagOf)), timeLagMicros: longest(seen.map((standing) => timeLagOf(standing, at))), ...rates };
  });
}

interface Standing {
  readonly committed: bigint | null;
  readonly end: bigint | null;
}
interface Seen extends Standing {
  readonly committed: bigint;
  readonly log: LogTimes;
  readonly behind: PartitionHistory['behind'];
}

const lagOf = ({ committed, end }: { readonly committed: bigint; readonly end: bigint | null }): bigint | null => (end === null || committed > end ? null : lagBetween(committed, end));

function timeLagOf(seen: Seen, at: Micros): number | null {
  const lag = lagOf(seen);
  if (lag === null || lag === 0n) return lag === null ? null : 0;
  const appended = appendedAt(seen.log, seen.committed);
  if (appended?.kind === 'between') return Math.max(0, at - appended.at);
  return seen.behind?.committed === seen.committed && seen.behind.since <= at ? at - seen.behind.since : null;
}

export interface HeatRow {
  readonly topic: string;
  readonly partition: number;
  readonly lag: readonly (bigint | null)[];
}

/** The lag of each partition at the end of each step, those with the most of it first. */
export function heatOf(partitions: readonly PartitionHistory[], range: HistoryRange, times: readonly Micros[], most: number): { readonly rows: HeatRow[]; readonly leftOut: number } {
  const rows = partitions.map((partition) => {
    const standingAt = walk(partition);
    const lag = times.map((at) => {
      const { committed, end } = standingAt(at);
      return committed === null || !isKnown(range, at) ? null : lagOf({ committed, end });
    });
    return { topic: partition.topic, partition: partition.partition, lag, largest: lag.reduce<bigint>((largest, value) => (value !== null && value > largest ? value : largest), -1n) };
  });
  const sorted = rows.toSorted((a, b) => (a.largest === b.largest ? (a.topic === b.topic ? a.partition - b.partition : a.topic < b.topic ? -1 : 1) : a.largest > b.largest ? -1 : 1));
  return { rows: sorted.slice(0, most).map(({ largest: _largest, ...row }) => row), leftOut: Math.max(0, rows.length - most) };
}

const isKnown = ({ gaps, lastLook }: HistoryRange, at: Micros): boolean => at <= lastLook && !gaps.some((gap) => at > gap.from && at < gap.to);

/** What stood at each of some moments that are asked about in their order. */
function walk({ committed, ends }: PartitionHistory): (at: Micros) => Standing {
  const [own, log] = [cursor(committed), cursor(ends)];
  return (at) => ({ committed: own(at), end: log(at) });
}

function cursor(changes: readonly Change[]): (at: Micros) => bigint | null {
  let next = 0;
  return (at) => {
    while ((changes[next]?.at ?? Infinity) <= at) next += 1;
    return changes[next - 1]?.offset ?? null;
  };
}

function logTimesOf(ends: readonly Change[]): LogTimes {
  const points: LogPoint[] = [];
  for (const [index, { at, offset }] of ends.entries()) {
    const last = points.at(-1);
    if (offset === null) continue;
    // An end that fell is of another log.
    if (last !== undefined && offset <= last.end) points.length = 0;
    points.push({ end: offset, first: at, last: brand<Micros>(Math.max(at, ends[index + 1]?.since ?? at)) });
  }
  return points;
}

function ratesBetween(before: readonly Standing[], now: readonly Standing[], seconds: number): Pick<HistoryPoint, 'rateIn' | 'rateOut'> {
  const there = now.flatMap((standing, index) => (standing.committed === null ? [] : [{ now: standing, before: before[index] ?? { committed: null, end: null } }]));
  const rate = (from: bigint | null, to: bigint | null): number | null => (from === null || to === null ? null : to > from ? Number(to - from) / seconds : 0);
  return { rateIn: sumOfRates(there.map((each) => rate(each.before.end, each.now.end))), rateOut: sumOfRates(there.map((each) => rate(each.before.committed, each.now.committed))) };
}

const sumOf = (lags: readonly (bigint | null)[]): bigint | null => (lags.length === 0 ? null : lags.reduce<bigint | null>((sum, lag) => (sum === null || lag === null ? null : sum + lag), 0n));
const longest = (times: readonly (number | null)[]): number | null => (times.length === 0 ? null : times.reduce<number | null>((most, time) => (most === null || time === null ? null : Math.max(most, time)), 0));
