/** Where things of the sequence stand, in pixels. */
import type { Sequence, SequenceRow } from '#lib/core/sequence/steps.ts';

/** For the times at the left, and for labels that stand right of the last lifeline. */
export const LEFT = 84;
const RIGHT = 180;
const PITCH = { narrowest: 128, widest: 300 };
export const HEAD = 40;

/** An arrow has its words above it; work has them beside it. */
const HEIGHT: Record<SequenceRow['step']['kind'], number> = { message: 40, call: 40, unread: 30, missing: 30, work: 30, pause: 28 };
export const rowHeight = ({ step }: SequenceRow): number => HEIGHT[step.kind];

export interface Geometry {
  readonly width: number;
  readonly pitch: number;
  readonly x: (participant: number) => number;
}

/** `covered`: pixels at the right that something lies over. */
export function layOutLifelines({ participants }: Pick<Sequence, 'participants'>, available: number, covered: number): Geometry {
  const count = Math.max(participants.length, 1);
  const pitch = Math.round(Math.min(Math.max((available - LEFT - RIGHT) / count, PITCH.narrowest), PITCH.widest));
  return { pitch, width: Math.max(LEFT + count * pitch + RIGHT, available) + covered, x: (participant) => LEFT + (participant + 0.5) * pitch };
}
