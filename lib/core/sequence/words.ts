/** What a step says, the same on the screen and in both exports. */
import type { Loop, Sequence, Step } from '#lib/core/sequence/steps.ts';

/** Milliseconds in words. */
export type DurationWords = (ms: number) => string;

const count = (n: number, one: string, many = `${one}s`): string => `${n} ${n === 1 ? one : many}`;

/** What stands behind a step's name; the most telling first. */
export function stepDetails(step: Step, loop: Loop | null, duration: DurationWords): string[] {
  const { kind, topic, name, waitMs, attempt, marks, failed, evidence, uncollected, sharedWith, late } = step;
  const folded = loop !== null && !loop.open;
  const upTo = folded ? 'up to ' : '';
  const details: string[] = [];
  if (topic !== null && topic !== name && kind !== 'work' && kind !== 'call') details.push(`on ${topic}`);
  if (waitMs !== null) details.push(`waited ${upTo}${duration(waitMs)}`);
  if (step.duration !== null && kind !== 'pause') details.push(`${upTo}${duration(step.duration / 1000)}`);
  if (attempt > 1) details.push(`attempt ${attempt}`);
  if (marks.includes('dead-letter')) details.push('dead letter');
  if (marks.includes('retry')) details.push('retry');
  if (marks.includes('replay')) details.push('replayed');
  if (failed) details.push('failed');
  if (kind === 'unread' && !marks.includes('dead-letter')) details.push('not seen read');
  if (kind === 'missing') details.push(late ? 'never came' : 'may still come');
  if (evidence === 'commit') details.push('read, known from a commit');
  if (evidence === 'order') details.push('came after, nothing more is known');
  if (uncollected) details.push('message not collected');
  if (sharedWith > 0) details.push(`shared with ${count(sharedWith, 'other flow')}`);
  if (marks.includes('clock-skew')) details.push('clock put right');
  return details;
}

/** What is folded into a step; null for nothing. */
export function insideWords({ inside }: Step): string | null {
  if (inside === null || inside.open) return null;
  return `${count(inside.count, 'span')} inside${inside.failed > 0 ? `, ${inside.failed} failed` : ''}`;
}

/** All that stands behind a step's name where nothing can be unfolded. */
export const allDetails = (step: Step, loop: Loop | null, duration: DurationWords): string[] => [...stepDetails(step, loop, duration), insideWords(step)].filter((each) => each !== null);

/** A wait beside the longest, 0 to 1: by the square root, so that short waits are seen beside long ones. */
export const waitShare = ({ waitMs }: Step, longestMs: number): number => (waitMs === null || longestMs <= 0 ? 0 : Math.sqrt(Math.min(waitMs / longestMs, 1)));

export const longestWait = ({ rows }: Pick<Sequence, 'rows'>): number => rows.reduce((longest, { step }) => Math.max(longest, step.waitMs ?? 0), 0);

/** How a loop is said: `×12`, or `12 times these 3 steps`. */
export const loopWords = ({ times, length }: Loop): string => (length === 1 ? `×${times}` : `${times} times these ${length} steps`);
