/** Times as a `datetime-local` field holds them: `2026-11-21T10:42`, or with its seconds, which names no zone. */

export function fieldText(ms: number, inUtc: boolean, to: 'minutes' | 'seconds' = 'minutes'): string {
  const shift = inUtc ? 0 : new Date(ms).getTimezoneOffset() * 60_000;
  return new Date(ms - shift).toISOString().slice(0, to === 'seconds' ? 19 : 16);
}

/** Milliseconds since the epoch; NaN for a field that is not filled in. */
export const fieldTime = (text: string, inUtc: boolean): number => Date.parse(inUtc ? `${text}Z` : text);
