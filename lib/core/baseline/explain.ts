/** Says of a step that usually comes next why it did not, in one plain sentence. */
import type { Expectation } from '#lib/core/baseline/expect.ts';
import { percent } from '#lib/core/baseline/percent.ts';
import { count, duration, list, short } from '#lib/core/flows/findings/words.ts';
import type { Micros } from '#lib/core/time.ts';

export type Why = 'not-consumed' | 'nothing-followed' | 'dead-lettered' | 'not-observed';

/** Where the message is after which the step should have come, for one group that reads its topic. */
export interface ReadBy {
  readonly group: string;
  /** Offsets that are still ahead of it; null where the group has read it. */
  readonly ahead: bigint | null;
}

export interface After {
  readonly readers: readonly ReadBy[];
  /** The groups that gave it up, one for each dead letter; empty where the letter names none. */
  readonly deadLetteredBy: readonly string[];
}

export interface Explained {
  readonly expectation: Expectation;
  readonly why: Why;
  readonly group: string | null;
  readonly ahead: bigint | null;
  /** 0 while it is not late. */
  readonly overdueMicros: number;
  readonly message: string;
}

/** The group for which the step is usually made is the one that matters, where it is known; else any that reads the message may be the one. */
export function explain(expectation: Expectation, after: After, now: Micros): Explained {
  const { dueAt, p99, share, cases, step } = expectation;
  const overdueMicros = Math.max(0, now - dueAt);
  const cause = causeOf(expectation, after);
  const usual = `Usually ${stepWords(step)} follows within ${duration(Math.max(p99, 1000))} (${percent(share)} of ${cases.toLocaleString('en-GB')})`;
  const message = `${usual}. It has not come${overdueMicros === 0 ? ' yet' : ''}: ${cause.words}.`;
  return { expectation, overdueMicros, message, why: cause.why, group: cause.group, ahead: cause.ahead };
}

interface Cause {
  readonly why: Why;
  readonly group: string | null;
  readonly ahead: bigint | null;
  readonly words: string;
}

function causeOf({ after: { type, topic }, step }: Expectation, { readers, deadLetteredBy }: After): Cause {
  const message = short(type ?? `the message on ${topic}`);
  const gaveUp = whoGaveUp(deadLetteredBy, step.group);
  if (gaveUp !== null) {
    return { why: 'dead-lettered', group: gaveUp || null, ahead: null, words: `${message} was given up${gaveUp === '' ? '' : ` by ${short(gaveUp)}`} and stands as a dead letter` };
  }
  const usual = readers.filter(({ group }) => group === step.group);
  const concerned = usual.length > 0 ? usual : readers;
  const waiting = concerned.filter(({ ahead }) => ahead !== null).toSorted((a, b) => Number((b.ahead ?? 0n) - (a.ahead ?? 0n)) || (a.group < b.group ? -1 : 1))[0];
  if (waiting !== undefined) {
    const place = waiting.ahead === 0n ? 'it is next' : `${(waiting.ahead ?? 0n).toLocaleString('en-GB')} ahead`;
    return { why: 'not-consumed', group: waiting.group, ahead: waiting.ahead, words: `${short(waiting.group)} has not consumed ${message} yet, ${place}` };
  }
  if (concerned.length === 0) return { why: 'not-observed', group: null, ahead: null, words: `nothing tells whether anybody read ${message}` };
  const groups = concerned.map(({ group }) => short(group)).toSorted();
  return { why: 'nothing-followed', group: groups.length === 1 ? (concerned[0]?.group ?? null) : null, ahead: null, words: `${list(groups)} consumed ${message}, and nothing followed` };
}

/** Of those who gave a message up the one that matters: that another group did so keeps nobody from making the step. */
function whoGaveUp(groups: readonly string[], maker: string | null): string | null {
  if (maker === null) return groups.toSorted()[0] ?? null;
  return [maker, ''].find((group) => groups.includes(group)) ?? null;
}

/** A message that waits for a group, where nothing was learned that says what should follow. */
export const waitingWords = (step: { readonly type: string | null; readonly topic: string }, group: string, ahead: bigint): string =>
  `${capital(stepWords(step))} waits for ${short(group)}, ${ahead === 0n ? 'which would read it next' : `up to ${count(Number(ahead), 'message')} ahead`}.`;

const stepWords = ({ type, topic }: { readonly type: string | null; readonly topic: string }): string => short(type ?? `a message on ${topic}`);
const capital = (text: string): string => (/^a /.test(text) ? `A${text.slice(1)}` : text);
