import type { LineChange } from '#lib/core/difference/change.ts';

/** Cells of the table that finds what two texts have in common. */
const MOST_CELLS = 1_000_000;

export interface LineDifference {
  readonly lines: readonly LineChange[];
  /** Between the first line that differs and the last they are too long to be compared line by line: all of it counts as replaced. */
  readonly coarse: boolean;
}

/** What differs between two texts, line by line: a longest common subsequence of what lies between their common beginning and end. */
export function differenceOfLines(before: readonly string[], after: readonly string[]): LineDifference {
  let head = 0;
  while (head < before.length && head < after.length && before[head] === after[head]) head++;
  let tail = 0;
  while (tail < before.length - head && tail < after.length - head && before.at(-1 - tail) === after.at(-1 - tail)) tail++;
  const [left, right] = [before.slice(head, before.length - tail), after.slice(head, after.length - tail)];
  const coarse = left.length * right.length > MOST_CELLS;
  const same = (text: string): LineChange => ({ kind: 'same', text });
  return { lines: [...before.slice(0, head).map(same), ...(coarse ? replaced(left, right) : common(left, right)), ...before.slice(before.length - tail).map(same)], coarse };
}

const replaced = (left: readonly string[], right: readonly string[]): LineChange[] => [...left.map((text) => ({ kind: 'removed' as const, text })), ...right.map((text) => ({ kind: 'added' as const, text }))];

function common(left: readonly string[], right: readonly string[]): LineChange[] {
  const width = right.length + 1;
  const longest = new Uint32Array((left.length + 1) * width);
  for (let i = left.length - 1; i >= 0; i--) {
    for (let j = right.length - 1; j >= 0; j--) {
      longest[i * width + j] = left[i] === right[j] ? longest[(i + 1) * width + j + 1]! + 1 : Math.max(longest[(i + 1) * width + j]!, longest[i * width + j + 1]!);
    }
  }
  const lines: LineChange[] = [];
  let [i, j] = [0, 0];
  while (i < left.length && j < right.length) {
    if (left[i] === right[j]) {
      lines.push({ kind: 'same', text: left[i++]! });
      j++;
    } else if (longest[(i + 1) * width + j]! >= longest[i * width + j + 1]!) lines.push({ kind: 'removed', text: left[i++]! });
    else lines.push({ kind: 'added', text: right[j++]! });
  }
  return [...lines, ...replaced(left.slice(i), right.slice(j))];
}
