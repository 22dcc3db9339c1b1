/** Runs of the same steps fold into one with a count: a hundred equal messages say no more than one. */
import type { SequenceRow, Step } from '#lib/core/sequence/steps.ts';

/** Fewer are read as they are. */
const FEWEST = 3;
/** Steps in one run. */
const LONGEST = 8;

/** What must be alike; how long it took may differ, and the longest is shown. The lengths part what names may hold. */
const signature = ({ kind, from, to, name, topic, attempt, marks, failed, evidence, uncollected, sharedWith, depth, inside }: Step): string =>
  `${kind} ${from} ${to} ${attempt} ${depth} ${marks.join()} ${failed} ${evidence} ${uncollected} ${sharedWith > 0} ${inside === null ? '' : `${inside.failed} ${inside.open}`} ${name.length} ${name} ${topic ?? '\0'}`;

interface Run {
  readonly length: number;
  readonly times: number;
}

export interface Folded {
  readonly rows: readonly SequenceRow[];
  /** By step index: the row that shows it. */
  readonly rowOf: readonly number[];
}

/** `opened`: keys of loops whose runs are all shown. Linear in steps. */
export function foldRepeats(steps: readonly Step[], fold: boolean, opened: ReadonlySet<string>): Folded {
  const numbers = new Map<string, number>();
  const signs = steps.map((step) => {
    const text = signature(step);
    const known = numbers.get(text) ?? numbers.size;
    numbers.set(text, known);
    return known;
  });
  const rows: SequenceRow[] = [];
  const rowOf: number[] = [];
  for (let at = 0; at < steps.length; ) {
    const run = fold ? longestRun(signs, at) : null;
    if (run === null) {
      rowOf.push(rows.length);
      rows.push({ step: steps[at]!, loop: null });
      at++;
      continue;
    }
    const { length, times } = run;
    const key = `loop ${steps[at]!.key}`;
    const open = opened.has(key);
    const shown = open ? length * times : length;
    const first = rows.length;
    for (let i = 0; i < length * times; i++) rowOf.push(first + (open ? i : i % length));
    for (let i = 0; i < shown; i++) {
      const step = open ? steps[at + i]! : mostOf(steps, at + i, length, times);
      rows.push({ step, loop: { key, times, open, length, first: i === 0, last: i === shown - 1 } });
    }
    at += length * times;
  }
  return { rows, rowOf };
}

/** Of the runs that begin here the one that holds most steps, and of those the shortest. */
function longestRun(signs: readonly number[], at: number): Run | null {
  let best: Run | null = null;
  for (let length = 1; length <= LONGEST && at + length * FEWEST <= signs.length; length++) {
    let equal = 0;
    while (at + length + equal < signs.length && signs[at + equal] === signs[at + length + equal]) equal++;
    const times = 1 + Math.floor(equal / length);
    if (times >= FEWEST && (best === null || length * times > best.length * best.times)) best = { length, times };
  }
  return best;
}

function mostOf(steps: readonly Step[], at: number, length: number, times: number): Step {
  const first = steps[at]!;
  let { waitMs, duration } = first;
  for (let i = 1; i < times; i++) {
    const each = steps[at + i * length]!;
    if (each.waitMs !== null) waitMs = Math.max(waitMs ?? 0, each.waitMs);
    if (each.duration !== null) duration = Math.max(duration ?? 0, each.duration);
  }
  return { ...first, waitMs, duration };
}
