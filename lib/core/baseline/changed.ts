import { ENOUGH_CASES } from '#lib/core/baseline/expect.ts';
import type { Learned, LearnedStep } from '#lib/core/baseline/learn.ts';
import { stepName } from '#lib/core/flows/outline.ts';

/** By so much a share must have moved, and a delay by so large a part of itself, to be news. */
const SHARE = 0.02;
const DELAY = 0.25;
/** Delays below this differ by chance, and all are within the time that a record takes to be seen. */
const SHORT_MICROS = 1_000_000;

/** Whether what was learned now would judge flows otherwise than what was learned before: each version that is kept must be worth it. */
export function isNews(before: Learned | null, now: Learned): boolean {
  if (now.flows < ENOUGH_CASES) return false;
  if (before === null) return true;
  // A version of before these were learned tells less.
  if (before.steps.some(({ followers }) => followers.some(({ p95 }) => p95 === undefined))) return true;
  const known = new Map(before.steps.map((step) => [stepName(step), step]));
  const counted = now.steps.filter(({ count }) => count >= ENOUGH_CASES);
  return counted.some((step) => {
    const old = known.get(stepName(step));
    return old === undefined || old.count < ENOUGH_CASES || stepChanged({ step: old, all: before }, { step, all: now });
  });
}

interface StepOf {
  readonly step: LearnedStep;
  readonly all: Learned;
}

function stepChanged(before: StepOf, now: StepOf): boolean {
  const share = ({ step }: StepOf): number => step.followed / step.count;
  if (Math.abs(share(before) - share(now)) > SHARE || differs(before.step.p99, now.step.p99)) return true;
  const old = followersOf(before);
  return [...followersOf(now)].some(([name, { share: part, p99 }]) => {
    const known = old.get(name) ?? { share: 0, p99 };
    return Math.abs(known.share - part) > SHARE || (part > 0 && differs(known.p99, p99));
  });
}

const followersOf = ({ step, all }: StepOf): Map<string, { share: number; p99: number }> =>
  new Map(step.followers.flatMap(({ step: place, after, p99 }) => {
    const other = all.steps[place];
    return other === undefined ? [] : [[stepName(other), { share: after / step.count, p99 }]];
  }));

const differs = (before: number, now: number): boolean => Math.max(before, now) > SHORT_MICROS && Math.abs(before - now) > DELAY * Math.max(before, now);
