/** What should have come in a flow and did not, by what was learned of its kind. */
import type { Learned, LearnedStep } from '#lib/core/baseline/learn.ts';
import { stepName, type Outline, type OutlineStep } from '#lib/core/flows/outline.ts';
import { brand } from '#lib/core/brand.ts';
import type { Micros } from '#lib/core/time.ts';

export interface Expectation {
  readonly after: OutlineStep;
  /** The step that usually comes next; who usually makes it, where spans told. */
  readonly step: Pick<LearnedStep, 'topic' | 'type' | 'service' | 'group'>;
  /** In what share of how many cases. */
  readonly share: number;
  readonly cases: number;
  readonly p50: number;
  readonly p99: number;
  /** From then on it is late. */
  readonly dueAt: Micros;
}

/** From so many flows on a step is known. */
export const ENOUGH_CASES = 100;
/** What follows in this share of cases is expected. */
const USUAL = 0.95;
/** A flow that has a step with which the missing one comes less often than this has taken another way. */
const SELDOM = 0.5;
/** How long what has happened may take to be seen here: spans are exported every few seconds, and messages read in batches. */
const UNSEEN_MICROS = 5_000_000;

/** The steps that usually come next and are missing, the one that is due first in front. Empty where too little is known. */
export function expectations(outline: Pick<Outline, 'steps' | 'cut'>, learned: Learned | null): Expectation[] {
  if (learned === null || outline.cut || outline.steps.length === 0) return [];
  const places = new Map(learned.steps.map((step, place) => [stepName(step), place]));
  const present = outline.steps.map((step) => ({ step, place: places.get(stepName(step)) ?? null }));
  const missing = namedNext(present, learned);
  return (missing.length > 0 ? missing : anyNext(present, learned)).toSorted((a, b) => a.dueAt - b.dueAt || (stepName(a.step) < stepName(b.step) ? -1 : 1));
}

/** Whether flows of the kind usually end with this step: then nobody who reads it still has a part in the flow. */
export function usuallyEnds(step: Pick<OutlineStep, 'topic' | 'type'>, learned: Learned | null): boolean {
  const known = learned?.steps.find((each) => stepName(each) === stepName(step));
  return known !== undefined && known.count >= ENOUGH_CASES && 1 - known.followed / known.count >= ENDS;
}

/** Branches that run side by side take turns at being last. */
const ENDS = 0.25;

interface Present {
  readonly step: OutlineStep;
  /** In `learned.steps`; null where the step is new. */
  readonly place: number | null;
}

/** Steps that follow one that is there in almost all cases, and that nothing which is there speaks against. */
function namedNext(present: readonly Present[], learned: Learned): Expectation[] {
  const there = new Set(present.map(({ place }) => place));
  const nearest = new Map<number, Expectation>();
  for (const { step, place } of present) {
    const known = place === null ? undefined : learned.steps[place];
    if (known === undefined || known.count < ENOUGH_CASES) continue;
    for (const { step: next, after, p50, p99 } of known.followers) {
      const other = learned.steps[next];
      if (other === undefined || there.has(next) || after / known.count < USUAL || speaksAgainst(present, next, learned)) continue;
      const before = nearest.get(next);
      if (before === undefined || p50 < before.p50) nearest.set(next, expectation(step, other, { share: after / known.count, cases: known.count, p50, p99 }));
    }
  }
  return [...nearest].filter(([next]) => ![...nearest.keys()].some((other) => comesBefore(other, next, learned))).map(([, each]) => each);
}

function speaksAgainst(present: readonly Present[], missing: number, { steps }: Learned): boolean {
  return present.some(({ place }) => {
    const known = place === null ? undefined : steps[place];
    return known !== undefined && (known.followers.find(({ step }) => step === missing)?.together ?? 0) / known.count < SELDOM;
  });
}

/** Branches that run side by side come in either order. */
const BEFORE = 0.9;

/** Of several that are missing, the next is the one that none of the others usually comes before. */
function comesBefore(a: number, b: number, { steps }: Learned): boolean {
  const pair = steps[a]?.followers.find(({ step }) => step === b);
  return a !== b && pair !== undefined && pair.after / pair.together >= BEFORE;
}

/** Where the ways part after the last step, one of them is taken in almost all cases: the commonest is named. */
function anyNext(present: readonly Present[], learned: Learned): Expectation[] {
  const last = present.at(-1);
  const known = last?.place == null ? undefined : learned.steps[last.place];
  if (last === undefined || known === undefined || known.count < ENOUGH_CASES || known.followed / known.count < USUAL) return [];
  const there = new Set(present.map(({ place }) => place));
  const next = known.followers.filter(({ step, after }) => !there.has(step) && after > 0 && !speaksAgainst(present, step, learned)).toSorted((a, b) => b.after - a.after || a.p50 - b.p50 || a.step - b.step)[0];
  const other = next === undefined ? undefined : learned.steps[next.step];
  if (next === undefined || other === undefined) return [];
  return [expectation(last.step, other, { share: next.after / known.count, cases: known.count, p50: next.p50, p99: known.p99 })];
}

const expectation = (after: OutlineStep, { topic, type, service, group }: LearnedStep, known: Pick<Expectation, 'share' | 'cases' | 'p50' | 'p99'>): Expectation => ({
  after,
  step: { topic, type, service, group },
  ...known,
  dueAt: brand<Micros>(after.seenAt + known.p99 + UNSEEN_MICROS),
});
