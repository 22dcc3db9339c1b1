/** A flow beside the usual path of its kind, or beside one other flow: step by step, what is new, absent, slow or fast. */
import { ENOUGH_CASES } from '#lib/core/baseline/expect.ts';
import { MOST_STEPS, type Learned, type LearnedFollower, type LearnedStep } from '#lib/core/baseline/learn.ts';
import { stepName, type Outline, type OutlineStep } from '#lib/core/flows/outline.ts';

export type Verdict = 'new' | 'absent' | 'slow' | 'fast' | 'usual' | 'unknown';

export interface ComparedStep {
  readonly topic: string;
  readonly type: string | null;
  readonly service: string | null;
  /** In this flow; null where it is absent. */
  readonly step: OutlineStep | null;
  readonly verdict: Verdict;
  /** Flows of the kind that have it, of all that were learned from. Null where it is none of the steps that are told apart, though it may be frequent. */
  readonly share: number | null;
  /** The step of this flow that it is timed from: of those that usually come before it the nearest. Null for the first, and for what usually follows none of them. */
  readonly since: OutlineStep | null;
  /** Microseconds from that step to this one; null where it is absent or nothing times it. */
  readonly micros: number | null;
  readonly usual: Usual | null;
}

export interface Usual {
  readonly p50: number;
  readonly p95: number | null;
  readonly p99: number;
  /** Flows in which this step came after that one. */
  readonly cases: number;
}

/** What fewer flows have than this is new to the kind; what at least so many have is missed. */
const SELDOM = 0.02;
const MISSED = 0.5;
/** Two steps this often one after the other, of all flows that have both, stand in that order. */
const IN_ORDER = 0.9;
/** Differences below this are chance: broker timestamps are whole milliseconds. */
const CHANCE_MICROS = 2_000;

/** @returns the steps in the flow's order, absent ones where they would have come, but none of a flow that is cut; null where too little was learned. */
export function compareWithUsual(outline: Pick<Outline, 'steps' | 'cut'>, learned: Learned | null): ComparedStep[] | null {
  if (learned === null || learned.flows < ENOUGH_CASES) return null;
  const places = new Map(learned.steps.map((step, place) => [stepName(step), place]));
  const present = outline.steps.map((step) => ({ step, place: places.get(stepName(step)) ?? null }));
  const there = new Set(present.map(({ place }) => place));
  const unlearned = shareOfOthers(learned);
  const compared = present.map(({ step, place }): Placed => {
    const known = place === null ? undefined : learned.steps[place];
    const share = known === undefined ? unlearned : known.count / learned.flows;
    const before = place === null ? null : nearestBefore(present.filter((each) => each.step.afterMicros <= step.afterMicros && each.step !== step), place, learned);
    const micros = before === null ? null : step.afterMicros - before.step.afterMicros;
    const usual = before === null ? null : usualOf(before.follower);
    return { at: step.afterMicros, compared: { ...nameOf(step), service: step.service ?? known?.service ?? null, step, share, since: before?.step ?? null, micros, usual, verdict: share !== null && share < SELDOM ? 'new' : speed(micros, before?.follower ?? null) } };
  });
  const absent = (outline.cut ? [] : learned.steps).flatMap((step, place): Placed[] => {
    const share = step.count / learned.flows;
    if (there.has(place) || share < MISSED) return [];
    const before = nearestBefore(present, place, learned);
    const at = before === null ? Infinity : before.step.afterMicros + before.follower.p50;
    return [{ at, compared: { ...nameOf(step), service: step.service, step: null, share, since: before?.step ?? null, micros: null, usual: before === null ? null : usualOf(before.follower), verdict: 'absent' } }];
  });
  return [...compared, ...absent].toSorted((a, b) => a.at - b.at || Number(a.compared.step === null) - Number(b.compared.step === null)).map(({ compared }) => compared);
}

/** Of a step that was not learned: none has it, unless so many frequent steps were learned that this may have been one too many. */
const shareOfOthers = ({ steps, flows }: Learned): number | null => (steps.length >= MOST_STEPS && (steps.at(-1)?.count ?? 0) / flows >= SELDOM ? null : 0);

interface Placed {
  /** Where it stands in the order. */
  readonly at: number;
  readonly compared: ComparedStep;
}

const nameOf = ({ topic, type }: Pick<LearnedStep, 'topic' | 'type'>): Pick<ComparedStep, 'topic' | 'type'> => ({ topic, type });
const usualOf = ({ p50, p95, p99, after }: LearnedFollower): Usual => ({ p50, p95: p95 ?? null, p99, cases: after });

/** Of the steps that almost always come before this one the one that it follows soonest. */
function nearestBefore(present: readonly { readonly step: OutlineStep; readonly place: number | null }[], place: number, { steps }: Learned): { readonly step: OutlineStep; readonly follower: LearnedFollower } | null {
  let nearest: { step: OutlineStep; follower: LearnedFollower } | null = null;
  for (const { step, place: other } of present) {
    const follower = other === null ? undefined : steps[other]?.followers.find((each) => each.step === place);
    if (follower === undefined || follower.after === 0 || follower.after / follower.together < IN_ORDER) continue;
    if (nearest === null || follower.p50 < nearest.follower.p50 || (follower.p50 === nearest.follower.p50 && stepName(step) < stepName(nearest.step))) nearest = { step, follower };
  }
  return nearest;
}

function speed(micros: number | null, follower: LearnedFollower | null): Verdict {
  if (micros === null || follower === null) return 'unknown';
  if (micros > (follower.p95 ?? follower.p99) + CHANCE_MICROS) return 'slow';
  // What is learned is told up to a twentieth too long.
  return follower.p5 !== undefined && micros * 1.05 < follower.p5 - CHANCE_MICROS ? 'fast' : 'usual';
}

/** A step of two flows, in either of which it may be missing. */
export interface PairedStep {
  readonly topic: string;
  readonly type: string | null;
  readonly here: OutlineStep | null;
  readonly there: OutlineStep | null;
}

/** The steps of both flows by topic and type, in the order of the first; what only the other has stands after what it follows there. */
export function pairSteps(here: Pick<Outline, 'steps'>, there: Pick<Outline, 'steps'>): PairedStep[] {
  const others = new Map(there.steps.map((step) => [stepName(step), step]));
  const names = new Set(here.steps.map(stepName));
  const paired: PairedStep[] = here.steps.map((step) => ({ ...nameOf(step), here: step, there: others.get(stepName(step)) ?? null }));
  let after = -1;
  for (const step of there.steps) {
    if (names.has(stepName(step))) after = paired.findIndex((each) => each.there === step);
    else paired.splice((after += 1), 0, { ...nameOf(step), here: null, there: step });
  }
  return paired;
}
