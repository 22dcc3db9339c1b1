/** What dead letters that come, go, move or change their state do to the counts of their groups. Differences, so that a group of a million costs what one of ten does. */
import { DEAD_LETTER_STATES, type DeadLetterState } from '#lib/core/dead-letters/states.ts';

/** The grain of trends. */
export const BUCKET_MICROS = 600_000_000;

/** Ten minutes since the epoch. */
export const bucketOf = (micros: number): number => Math.floor(micros / BUCKET_MICROS);

export interface CountedLetter {
  readonly groupId: string;
  readonly state: DeadLetterState;
  /** Whether it came of a replay. */
  readonly isReFailed: boolean;
  readonly bucket: number;
}

export interface GroupChange {
  readonly groupId: string;
  readonly states: Readonly<Record<DeadLetterState, number>>;
  readonly reFailed: number;
  /** Some left it: when it was first and last seen must be looked up again. */
  readonly hasLost: boolean;
}

export interface TallyChange {
  readonly groupId: string;
  readonly bucket: number;
  readonly change: number;
}

/** Both in the order of their groups, in which all lock them. What comes to nothing is left out. */
export function countChanges(changes: Iterable<{ readonly before: CountedLetter | null; readonly after: CountedLetter | null }>): { readonly groups: GroupChange[]; readonly tallies: TallyChange[] } {
  const groups = new Map<string, { states: Record<DeadLetterState, number>; reFailed: number; hasLost: boolean }>();
  const tallies = new Map<string, { groupId: string; bucket: number; change: number }>();
  const count = (letter: CountedLetter, by: 1 | -1, moves: boolean): void => {
    const group = groups.get(letter.groupId) ?? { states: noStates(), reFailed: 0, hasLost: false };
    groups.set(letter.groupId, group);
    group.states[letter.state] += by;
    if (letter.isReFailed && letter.state === 'open') group.reFailed += by;
    if (!moves) return;
    group.hasLost ||= by === -1;
    const name = `${letter.groupId} ${letter.bucket}`;
    const tally = tallies.get(name) ?? { groupId: letter.groupId, bucket: letter.bucket, change: 0 };
    tallies.set(name, tally);
    tally.change += by;
  };
  for (const { before, after } of changes) {
    const moves = before?.groupId !== after?.groupId || before?.bucket !== after?.bucket;
    if (before !== null) count(before, -1, moves);
    if (after !== null) count(after, 1, moves);
  }
  return {
    groups: [...groups].map(([groupId, group]) => ({ groupId, ...group })).filter(({ states, reFailed, hasLost }) => hasLost || reFailed !== 0 || Object.values(states).some((each) => each !== 0)).toSorted((a, b) => (a.groupId < b.groupId ? -1 : 1)),
    tallies: [...tallies.values()].filter(({ change }) => change !== 0).toSorted((a, b) => (a.groupId === b.groupId ? a.bucket - b.bucket : a.groupId < b.groupId ? -1 : 1)),
  };
}

const noStates = (): Record<DeadLetterState, number> => Object.fromEntries(DEAD_LETTER_STATES.map((state) => [state, 0])) as Record<DeadLetterState, number>; // one entry for each, by the list that the type is made of
