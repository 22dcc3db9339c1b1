/** The status of a flow: a function of its outline, of what was learned of its kind, of what groups have committed, and of the clock. */
import { expectations, usuallyEnds } from '#lib/core/baseline/expect.ts';
import type { Learned } from '#lib/core/baseline/learn.ts';
import type { Compensations } from '#lib/core/flows/failure.ts';
import type { Outline } from '#lib/core/flows/outline.ts';
import type { FlowStatus } from '#lib/core/flows/vocabulary.ts';
import { brand } from '#lib/core/brand.ts';
import type { Micros } from '#lib/core/time.ts';

/** How long nothing may come before a flow counts as completed. */
export const QUIET_PERIOD_MICROS = 30_000_000;
/** A source that cannot be read may hold what is missing: it is looked at again after this. */
const BEHIND_MICROS = 30_000_000;

/** What a flow is judged by besides its records, its groups and the clock. */
export interface Judging {
  readonly compensations: Compensations;
  /** How long a message may wait, or a span stay open, where nothing was learned of its step. */
  readonly stallMicros: number;
  /** What was learned of a kind when a record came. */
  readonly baselineAt: (kind: string, observedAt: Micros) => { readonly version: number; readonly learned: Learned } | null;
}

export const NOTHING_LEARNED: Judging = { compensations: [], stallMicros: 300_000_000, baselineAt: () => null };

export interface JudgeContext {
  /** What was learned of the kind when the last record came; null where nothing was. */
  readonly learned: Learned | null;
  /** When the last record of the flow arrived. */
  readonly observedAt: Micros;
  /** Steps of the flow with events that a group which reads their topic has not read yet. */
  readonly waiting: readonly { readonly topic: string; readonly type: string | null }[];
  /** Whether all sources of the flow are read up to now. */
  readonly current: boolean;
  /** Whether a group that reads a topic of the flow was not looked at since, and will be soon. */
  readonly yetToBeSeen: boolean;
  readonly stallMicros: number;
  readonly now: Micros;
}

export interface Outcome {
  readonly status: FlowStatus;
  /** When the status changes by time alone; null where it does not. */
  readonly settlesAt: Micros | null;
}

/** Any record that arrives, and any commit that passes an event which waits, may change it at any time. */
export function judge(outline: Outline, context: JudgeContext): Outcome {
  const { learned, observedAt, waiting, current, yetToBeSeen, stallMicros, now } = context;
  if (outline.failure !== 'none') return { status: outline.failure, settlesAt: null };
  const blocked = waiting.some((step) => !usuallyEnds(step, learned)) || outline.open;
  const dues = [...expectations(outline, learned).map(({ dueAt }) => dueAt), ...(blocked ? [brand<Micros>(observedAt + stallMicros)] : [])];
  const quietAt = brand<Micros>(observedAt + QUIET_PERIOD_MICROS);
  const next = dues.length > 0 ? earliest(dues) : quietAt;
  if (next > now) return { status: 'in-flight', settlesAt: next };
  // A step that is late is late, wherever its group is.
  if (!current || (yetToBeSeen && dues.length === 0)) return { status: 'in-flight', settlesAt: brand<Micros>(now + BEHIND_MICROS) };
  return { status: dues.length > 0 ? 'stalled' : 'completed', settlesAt: null };
}

/** For a flow that has just changed: what its records alone decide, and when to look at the rest. Nothing is waited for here that a commit could tell. */
export function firstOutcome(outline: Outline, { learned, observedAt, stallMicros }: Pick<JudgeContext, 'learned' | 'observedAt' | 'stallMicros'>): Outcome {
  const beginning = brand<Micros>(-Infinity);
  return judge(outline, { learned, observedAt, waiting: [], current: true, yetToBeSeen: false, stallMicros, now: beginning });
}

const earliest = (times: readonly Micros[]): Micros => brand<Micros>(times.reduce((least, time) => Math.min(least, time), Infinity));
