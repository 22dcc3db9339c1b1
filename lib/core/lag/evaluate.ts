/**
 * The status of one partition as a group reads it, after LinkedIn Burrow (core/internal/evaluator/caching.go): rules over a window of
 * samples, the first that matches wins. Two weaknesses are mended here, the dip that hides a long rise and the tiny lag.
 */
import type { LagStatus } from '#lib/core/lag/statuses.ts';
import { isRising } from '#lib/core/lag/trend.ts';
import { lagBetween, WINDOW_SAMPLES, type Sample, type Window } from '#lib/core/lag/window.ts';
import type { Micros } from '#lib/core/time.ts';

/** What lag is nothing to speak of. */
export interface LagRules {
  /** A lag of so many messages is none. */
  readonly allowedLag: bigint;
  /** A lag of at most so many messages, or of at most so much time, is no fault; where both are set it must be within both. Null: not set. */
  readonly floorMessages: bigint | null;
  readonly floorMicros: number | null;
}

export const STRICT: LagRules = { allowedLag: 0n, floorMessages: null, floorMicros: null };

export interface PartitionNow extends Window {
  readonly committed: bigint;
  /** Null where the broker does not tell. */
  readonly end: bigint | null;
  readonly start: bigint | null;
  /** Nothing that could be read is left: what is between the commit and the end are marks of transactions, or was compacted away. */
  readonly drained: boolean;
  /** Null where it is not known. */
  readonly timeLagMicros: number | null;
  readonly now: Micros;
  /** While the window is not full, silence is none before it lasted as long as a full window takes. */
  readonly patienceMicros: number;
}

/** A window with fewer samples shows no trend. */
const FEWEST_SAMPLES = 5;

export function evaluatePartition(partition: PartitionNow, rules: LagRules): LagStatus {
  const { committed, end, start, commits, looks } = partition;
  // A commit behind the end, which was asked for later, is of a log that is there no more.
  if (end === null || committed > end) return 'unknown';
  if (start !== null && committed < start) return 'expired';
  if (!isBehind(partition, rules)) return 'ok';
  const wasCaughtUp = looks.some((look) => look.end !== null && look.end <= committed);
  if (commits.length === 0) {
    if (!wasCaughtUp && looks.length >= WINDOW_SAMPLES && areEqual(looks.map((look) => look.committed))) return 'not-moving';
    return judge(looks.map((look) => ({ at: look.at, offset: look.committed, lag: look.end === null ? null : lagBetween(look.committed, look.end) })), rules);
  }
  if (isSilent(partition) && !wasCaughtUp) return 'stopped';
  return judge(commits, rules, true);
}

/** Whether there is a lag worth a judgement. */
export function isBehind({ committed, end, drained, timeLagMicros }: Pick<PartitionNow, 'committed' | 'end' | 'drained' | 'timeLagMicros'>, { allowedLag, floorMessages, floorMicros }: LagRules): boolean {
  if (end === null || drained) return false;
  const lag = lagBetween(committed, end);
  if (lag <= allowedLag) return false;
  if (floorMessages === null && floorMicros === null) return true;
  const tiny = (floorMessages === null || lag <= floorMessages) && (floorMicros === null || (timeLagMicros !== null && timeLagMicros <= floorMicros));
  return !tiny;
}

/** Nobody has committed for longer than the commits of the window took. */
function isSilent({ commits, now, patienceMicros }: PartitionNow): boolean {
  const [first, last] = [commits[0], commits.at(-1)];
  if (first === undefined || last === undefined) return false;
  const span = last.at - first.at;
  return now - last.at > (commits.length < WINDOW_SAMPLES ? Math.max(span, patienceMicros) : span);
}

/** What the samples say, whose last is behind the end. `stalls`: equal offsets are commits that move nothing, not looks at one and the same. */
function judge(samples: readonly Sample[], { allowedLag }: LagRules, stalls = false): LagStatus {
  if (isRewound(samples.map(({ offset }) => offset))) return 'rewound';
  const lags = samples.flatMap(({ at, lag }) => (lag === null ? [] : [{ at, lag }]));
  if (lags.some(({ lag }) => lag <= allowedLag)) return 'ok';
  if (samples.length < FEWEST_SAMPLES) return 'ok';
  if (stalls && areEqual(samples.map(({ offset }) => offset))) return 'stalled';
  const falls = lags.some(({ lag }, index) => lag < (lags[index - 1]?.lag ?? lag));
  return !falls || isRising(lags.map(({ at, lag }) => ({ x: at, y: Number(lag) }))) ? 'falling-behind' : 'ok';
}

/** At the first place where an offset is lower than the one before it, none from there on reaches that again. */
function isRewound(offsets: readonly bigint[]): boolean {
  const place = offsets.findIndex((offset, index) => index > 0 && offset < (offsets[index - 1] ?? offset));
  if (place < 0) return false;
  const before = offsets[place - 1] ?? 0n;
  return offsets.slice(place).every((offset) => offset < before);
}

const areEqual = (values: readonly bigint[]): boolean => values.every((value) => value === values[0]);
