/** The one of `known` that was most likely meant: at most two letters apart, or one that begins so. Null where none is near. */
export function nearest(text: string, known: readonly string[]): string | null {
  const wanted = text.toLowerCase();
  if (wanted === '') return null;
  let best: string | null = null;
  let least = Math.min(2, Math.floor(wanted.length / 2)) + 1;
  for (const each of known) {
    const distance = editDistance(wanted, each.toLowerCase());
    if (distance < least) [best, least] = [each, distance];
  }
  return best ?? known.find((each) => wanted.length >= 2 && each.toLowerCase().startsWith(wanted)) ?? null;
}

/** Letters to add, take away, change, or swap with their neighbour (Damerau's distance, each place touched once). */
function editDistance(a: string, b: string): number {
  if (Math.abs(a.length - b.length) > 2) return 3;
  let [before, row]: [number[], number[]] = [[], Array.from({ length: b.length + 1 }, (_, column) => column)];
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      const swap = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] ? before[j - 2]! + 1 : Infinity;
      next.push(Math.min(change, swap, row[j]! + 1, next[j - 1]! + 1));
    }
    [before, row] = [row, next];
  }
  return row[b.length]!;
}
