/** Marks on the time axis: round steps, and labels with as many digits as the step needs. Microseconds. */

const STEPS = [1, 2, 5, 10, 20, 50, 100, 200, 500].flatMap((n) => [n, n * 1000]).concat([1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400].map((s) => s * 1_000_000)).sort((a, b) => a - b);

/** The smallest round step of at least `spacing` pixels. */
export function tickStep(pxPerMicro: number, spacing: number): number {
  const round = STEPS.find((step) => step * pxPerMicro >= spacing);
  if (round !== undefined) return round;
  const days = spacing / pxPerMicro / 86_400_000_000;
  return Math.max(1, 10 ** Math.ceil(Math.log10(days))) * 86_400_000_000;
}

/** `0 ms`, `100 ms`, `1.2 s`, `5 min`, `1 h 30 min`: an offset, exact to its step. */
export function tickLabel(offset: number, step: number): string {
  if (step < 1000 && offset < 1000) return `${offset} µs`;
  if (offset < 1_000_000) return `${trim(offset / 1000, step < 1000 ? 3 : 0)} ms`;
  if (offset < 60_000_000) return `${trim(offset / 1_000_000, step < 1000 ? 6 : step < 1_000_000 ? 3 : 0)} s`;
  const seconds = offset / 1_000_000;
  const parts: string[] = [];
  const days = Math.floor(seconds / 86_400);
  const hours = Math.floor((seconds % 86_400) / 3600);
  const minutes = Math.floor((seconds % 3600) / 60);
  const rest = seconds % 60;
  if (days > 0) parts.push(`${days} d`);
  if (hours > 0) parts.push(`${hours} h`);
  if (minutes > 0 && days === 0) parts.push(`${minutes} min`);
  if (rest > 0 && step < 60_000_000 && days === 0) parts.push(`${trim(rest, step < 1000 ? 6 : step < 1_000_000 ? 3 : 0)} s`);
  return parts.join(' ');
}

const trim = (value: number, digits: number): string => String(Number(value.toFixed(digits)));
