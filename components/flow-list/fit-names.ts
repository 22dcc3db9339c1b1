/** How many names stand beside each other in so many pixels, with `+n` behind them where that is not all. */
const LETTER = 7.2;
const SQUARE = 14;
const SPACE = 12;
const REST = 28;

interface Fitted {
  readonly shown: readonly string[];
  readonly rest: number;
  /** Not even one name has room: their squares stand alone. */
  readonly squares: boolean;
}

/** An estimate by letters, so that no row needs to be measured. */
export function fitNames(names: readonly string[], width: number): Fitted {
  const byName = take(names, width, (name) => SQUARE + name.length * LETTER);
  if (byName > 0 || names.length === 0) return { shown: names.slice(0, byName), rest: names.length - byName, squares: false };
  if (names.length === 1) return { shown: names, rest: 0, squares: false };
  const bySquare = Math.max(1, take(names, width, () => 8));
  return { shown: names.slice(0, bySquare), rest: names.length - bySquare, squares: true };
}

function take(names: readonly string[], width: number, lengthOf: (name: string) => number): number {
  let used = 0;
  let fitting = 0;
  for (const [index, name] of names.entries()) {
    used += lengthOf(name) + (index > 0 ? SPACE : 0);
    if (used + (index < names.length - 1 ? SPACE + REST : 0) <= width) fitting = index + 1;
  }
  return fitting;
}
