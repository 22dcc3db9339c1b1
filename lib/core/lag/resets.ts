/** Offsets that somebody moved: a group reads forward, and only while it has members. */
import { plural, nameInWords } from '#lib/core/lag/words.ts';

export interface Step {
  readonly topic: string;
  readonly before: bigint;
  readonly after: bigint;
}

/** What happened, in a sentence for each direction. `idle`: the group had no members at the look before, and has none now. */
export function resetsOf(steps: readonly Step[], idle: boolean): string[] {
  const back = steps.filter(({ before, after }) => after < before);
  const ahead = idle ? steps.filter(({ before, after }) => after > before) : [];
  return [...sentence('back', back), ...sentence('forward', ahead)];
}

function sentence(direction: 'back' | 'forward', steps: readonly Step[]): string[] {
  if (steps.length === 0) return [];
  const topics = [...new Set(steps.map(({ topic }) => topic))];
  const moved = steps.reduce((sum, { before, after }) => sum + (after > before ? after - before : before - after), 0n);
  const where = topics.length === 1 ? nameInWords(topics[0] ?? '') : plural(topics.length, 'topic');
  return [`Offsets were set ${direction} by ${moved.toLocaleString('en-GB')} in ${plural(steps.length, 'partition')} of ${where}${direction === 'forward' ? ', while the group had no members' : ''}.`];
}
