/** Learns from flows of one kind that have settled which step follows which, in what share of cases, and after how long. */
import { Delays } from '#lib/core/baseline/delays.ts';
import type { Outline, OutlineStep } from '#lib/core/flows/outline.ts';
import { stepName } from '#lib/core/flows/outline.ts';

/** How one step goes with another in the same flow. */
export interface LearnedFollower {
  /** Place of the other in `steps`. */
  readonly step: number;
  /** Flows that had both, and those of them in which the other came after. */
  readonly together: number;
  readonly after: number;
  /** From the first of the one to the first of the other, where it came after; microseconds. */
  readonly p50: number;
  readonly p99: number;
  /** Versions that were learned before these were kept lack them. */
  readonly p5?: number;
  readonly p95?: number;
}

export interface LearnedStep {
  readonly topic: string;
  readonly type: string | null;
  /** Who made it most often, where spans told. */
  readonly service: string | null;
  readonly group: string | null;
  /** Flows that had it. */
  readonly count: number;
  /** Flows in which any other step came after it, and how long that took. */
  readonly followed: number;
  readonly p50: number;
  readonly p99: number;
  readonly followers: readonly LearnedFollower[];
}

export interface Learned {
  readonly flows: number;
  readonly steps: readonly LearnedStep[];
}

/** Steps of one kind, and others that are told of one step: the most frequent. */
export const MOST_STEPS = 48;
const MOST_FOLLOWERS = 16;

interface Pair {
  together: number;
  readonly delays: Delays;
}

interface Tally {
  readonly step: Pick<OutlineStep, 'topic' | 'type'>;
  count: number;
  readonly followed: Delays;
  readonly services: Map<string, number>;
  readonly groups: Map<string, number>;
  readonly pairs: Map<string, Pair>;
}

/** The same flows teach the same in any order. Flows of which only a part of the steps is known teach nothing. */
export function learn(outlines: Iterable<Pick<Outline, 'steps' | 'cut'>>): Learned {
  const tallies = new Map<string, Tally>();
  let flows = 0;
  for (const { steps, cut } of outlines) {
    if (cut || steps.length === 0) continue;
    flows += 1;
    for (const step of steps) count(tallies, step, steps);
  }
  const kept = [...tallies].toSorted(([a, x], [b, y]) => y.count - x.count || (a < b ? -1 : 1)).slice(0, MOST_STEPS);
  const places = new Map(kept.map(([name], place) => [name, place]));
  return { flows, steps: kept.map(([, tally]) => learnedStep(tally, places)) };
}

function count(tallies: Map<string, Tally>, step: OutlineStep, steps: readonly OutlineStep[]): void {
  const name = stepName(step);
  let tally = tallies.get(name);
  if (tally === undefined) tallies.set(name, (tally = { step, count: 0, followed: new Delays(), services: new Map(), groups: new Map(), pairs: new Map() }));
  tally.count += 1;
  if (step.service !== null) tally.services.set(step.service, (tally.services.get(step.service) ?? 0) + 1);
  if (step.group !== null) tally.groups.set(step.group, (tally.groups.get(step.group) ?? 0) + 1);
  let next = Infinity;
  const place = steps.indexOf(step);
  for (const [index, other] of steps.entries()) {
    if (other === step) continue;
    const otherName = stepName(other);
    let pair = tally.pairs.get(otherName);
    if (pair === undefined) tally.pairs.set(otherName, (pair = { together: 0, delays: new Delays() }));
    pair.together += 1;
    if (index < place) continue;
    pair.delays.add(other.afterMicros - step.afterMicros);
    next = Math.min(next, other.afterMicros - step.afterMicros);
  }
  if (Number.isFinite(next)) tally.followed.add(next);
}

function learnedStep({ step, count: flows, followed, services, groups, pairs }: Tally, places: ReadonlyMap<string, number>): LearnedStep {
  const followers = [...pairs].flatMap(([name, { together, delays }]) => {
    const place = places.get(name);
    return place === undefined ? [] : [{ step: place, together, after: delays.count, p50: delays.quantile(0.5), p99: delays.quantile(0.99), p5: delays.quantile(0.05), p95: delays.quantile(0.95) }];
  });
  return {
    topic: step.topic,
    type: step.type,
    service: mostOften(services),
    group: mostOften(groups),
    count: flows,
    followed: followed.count,
    p50: followed.quantile(0.5),
    p99: followed.quantile(0.99),
    followers: followers.toSorted((a, b) => b.together - a.together || a.step - b.step).slice(0, MOST_FOLLOWERS),
  };
}

const mostOften = (counts: ReadonlyMap<string, number>): string | null => [...counts].toSorted(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))[0]?.[0] ?? null;
