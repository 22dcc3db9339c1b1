/** A consumer group at one moment: its partitions judged, and what follows from them for the whole. */
import { drainOf, slowestOf, type Drain } from '#lib/core/lag/drain.ts';
import { evaluatePartition, isBehind, type LagRules, type PartitionNow } from '#lib/core/lag/evaluate.ts';
import { ratesOf, sumOfRates, type Rates } from '#lib/core/lag/rates.ts';
import { skewOf } from '#lib/core/lag/skew.ts';
import { worstOf, type LagStatus } from '#lib/core/lag/statuses.ts';
import { longestBehind, type BehindSince } from '#lib/core/lag/time-lag.ts';
import { lagBetween, type Window } from '#lib/core/lag/window.ts';
import type { Micros } from '#lib/core/time.ts';

export interface Place {
  readonly topic: string;
  readonly partition: number;
}

export interface ObservedPartition extends Place {
  readonly committed: bigint;
  /** When, where it is known. */
  readonly committedAt: Micros | null;
  readonly end: bigint | null;
  readonly start: bigint | null;
  readonly drained: boolean;
  /** Counts only where there is a lag. */
  readonly behind: BehindSince;
  readonly window: Window;
  /** The id of the member that it is assigned to. */
  readonly member: string | null;
}

export interface JudgedPartition extends Omit<ObservedPartition, 'window'> {
  /** Null where it is not known, which is not 0. */
  readonly lag: bigint | null;
  readonly status: LagStatus;
  readonly rates: Rates;
  readonly drain: Drain;
  /** At a moment of the window. */
  readonly wasCaughtUp: boolean;
}

export interface Judgement {
  readonly status: LagStatus;
  readonly lag: bigint | null;
  /** Null where there is no lag. */
  readonly behind: BehindSince | null;
  readonly rates: Rates;
  readonly drain: Drain;
  readonly skew: number | null;
  readonly partitions: readonly JudgedPartition[];
}

export interface Judging {
  readonly rules: LagRules;
  /** Null where the broker does not tell. */
  readonly members: number | null;
  readonly now: Micros;
  readonly patienceMicros: number;
}

export function judgeGroup(observed: readonly ObservedPartition[], judging: Judging): Judgement {
  const partitions = observed.map((partition) => judgePartition(partition, judging));
  const waiting = observed.some((partition) => isBehind(nowOf(partition, judging), judging.rules));
  const worst = partitions.length === 0 ? 'unknown' : worstOf(partitions.map(({ status }) => status));
  return {
    status: worst === 'ok' && waiting && judging.members === 0 ? 'empty' : worst,
    lag: sumOf(partitions.map(({ lag }) => lag)),
    behind: longestBehind(partitions),
    rates: { in: sumOfRates(partitions.map(({ rates }) => rates.in)), out: sumOfRates(partitions.map(({ rates }) => rates.out)) },
    drain: slowestOf(partitions.map(({ drain }) => drain)),
    skew: skewOf(partitions.map(({ lag }) => lag)),
    partitions,
  };
}

function judgePartition(observed: ObservedPartition, judging: Judging): JudgedPartition {
  const { window, ...partition } = observed;
  const { committed, end, drained } = partition;
  // Beyond the end the log is another: how much of it there is to read is not known.
  const lag = end === null || committed > end ? null : lagBetween(committed, end);
  const rates = ratesOf(window.looks);
  const wasCaughtUp = window.looks.some((look) => look.end !== null && look.end <= look.committed);
  return {
    ...partition, lag, rates, wasCaughtUp,
    status: evaluatePartition(nowOf(observed, judging), judging.rules),
    drain: drainOf({ lag: drained ? 0n : lag, rateIn: rates.in, rateOut: rates.out, wasCaughtUp }),
  };
}

const nowOf = ({ window, committed, end, start, drained, behind }: ObservedPartition, { now, patienceMicros }: Judging): PartitionNow => ({
  ...window, committed, end, start, drained, now, patienceMicros,
  timeLagMicros: behind.since === null || behind.evidence === 'more-than' ? null : now - behind.since,
});

/** Null where one is not known: a sum of the others would be too little. */
const sumOf = (lags: readonly (bigint | null)[]): bigint | null =>
  lags.length === 0 ? null : lags.reduce<bigint | null>((sum, lag) => (sum === null || lag === null ? null : sum + lag), 0n);
