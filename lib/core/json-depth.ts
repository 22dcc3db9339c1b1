/** Deeper documents are shown as text: who walks them recursively, as every tree view does, runs out of stack. */
export const DEEPEST_JSON = 200;

/** Whether brackets nest deeper than `limit`, in one pass without recursion; brackets in strings do not count. */
export function isDeeperThan(text: string, limit: number): boolean {
  let depth = 0;
  let inString = false;
  for (let i = 0; i < text.length; i++) {
    const char = text.charCodeAt(i);
    if (inString) {
      if (char === 92) i++;
      else if (char === 34) inString = false;
    } else if (char === 34) inString = true;
    else if (char === 91 || char === 123) {
      if (++depth > limit) return true;
    } else if (char === 93 || char === 125) depth--;
  }
  return false;
}
