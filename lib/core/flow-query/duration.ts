const UNIT_MS: Readonly<Record<string, number>> = { us: 0.001, µs: 0.001, μs: 0.001, ms: 1, s: 1000, sec: 1000, m: 60_000, min: 60_000, h: 3_600_000, d: 86_400_000 };
const PART = /(\d+(?:\.\d+)?(?:e[+-]?\d+)?)([a-zµμ]+)/gy;

/** `250ms`, `1.5s`, `1h30m` in milliseconds; null for what is no length of time. */
export function parseDuration(text: string): number | null {
  let [ms, at] = [0, 0];
  PART.lastIndex = 0;
  for (const part of text.toLowerCase().matchAll(PART)) {
    const unit = UNIT_MS[part[2]!];
    if (unit === undefined) return null;
    ms += Number(part[1]) * unit;
    at = part.index + part[0].length;
  }
  return at === text.length && at > 0 && Number.isFinite(ms) && ms > 0 ? ms : null;
}

/** In the largest unit that says it exactly, so that what is written is read as the same. */
export function printDuration(ms: number): string {
  const unit = ([['h', 3_600_000], ['m', 60_000], ['s', 1000]] as const).find(([name, length]) => ms >= length && parseDuration(`${ms / length}${name}`) === ms && String(ms / length).length < 5);
  return unit ? `${ms / unit[1]}${unit[0]}` : `${ms}ms`;
}
