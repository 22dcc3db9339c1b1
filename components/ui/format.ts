/** How figures and texts are written on the screen. Pure: the same input gives the same text on the server and in the browser. */

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const NOTHING = '–';

/**
 * Milliseconds as people say them: `120 µs`, `22 ms`, `1.4 s`, `6 min 12 s`, `2 h 14 min`, `3 d 4 h`.
 * `precise` adds the third unit (`2 h 14 min 9 s`). What is not a length of time gives a dash.
 */
export function formatDuration(ms: number | null | undefined, { precise = false } = {}): string {
  if (ms == null || !Number.isFinite(ms) || ms < 0) return NOTHING;
  if (ms === 0) return '0 ms';
  if (ms < 0.9995) return `${Math.max(1, Math.round(ms * 1000))} µs`;
  if (ms < 999.5) return `${Math.round(ms)} ms`;
  if (ms < 9_950) return `${(ms / SECOND).toFixed(1)} s`;
  if (ms < 59_500) return `${Math.round(ms / SECOND)} s`;
  const seconds = Math.round(ms / SECOND);
  const parts: [number, string][] = [
    [Math.floor(seconds / 86_400), 'd'],
    [Math.floor((seconds % 86_400) / 3600), 'h'],
    [Math.floor((seconds % 3600) / 60), 'min'],
    [seconds % 60, 's'],
  ];
  const first = parts.findIndex(([amount]) => amount > 0);
  return parts
    .slice(first, first + (precise ? 3 : 2))
    .filter(([amount]) => amount > 0)
    .map(([amount, unit]) => `${amount} ${unit}`)
    .join(' ');
}

const grouped = new Intl.NumberFormat('en-GB');

/** `1,204`; 64-bit counts come as decimal digits and keep them all. */
export function formatCount(count: number | bigint | string | null | undefined): string {
  if (count == null) return NOTHING;
  if (typeof count === 'string') return /^-?\d+$/.test(count) ? grouped.format(BigInt(count)) : NOTHING;
  if (typeof count === 'number' && !Number.isFinite(count)) return NOTHING;
  return grouped.format(count);
}

/** For narrow columns: `812`, `9,999`, `12.4k`, `3.1M`. */
export function formatCompact(count: number): string {
  if (count < 10_000) return grouped.format(count);
  if (count < 999_950) return `${(count / 1000).toFixed(count < 99_950 ? 1 : 0)}k`;
  return `${(count / 1_000_000).toFixed(1)}M`;
}

/** `812 bytes`, `64 KiB`, `3.1 MiB`: sizes as memory and limits are counted. */
export function formatBytes(bytes: number): string {
  if (bytes < 1024) return formatPlural(bytes, 'byte');
  const [size, unit] = bytes < 1024 * 1024 ? [bytes / 1024, 'KiB'] : [bytes / (1024 * 1024), 'MiB'];
  return `${size < 99.95 && size % 1 !== 0 ? size.toFixed(1).replace(/\.0$/, '') : Math.round(size)} ${unit}`;
}

/** `1,204/s`, `5.0/s`, `0/s`. */
export function formatRate(perSecond: number): string {
  if (!Number.isFinite(perSecond) || perSecond < 0) return NOTHING;
  if (perSecond === 0) return '0/s';
  return perSecond < 9.95 ? `${perSecond < 0.05 ? '< 0.1' : perSecond.toFixed(1)}/s` : `${grouped.format(Math.round(perSecond))}/s`;
}

/** How long ago: `just now`, `3 s ago`, `4 min ago`, `2 h ago`, `3 d ago`. Times ahead of this clock are `just now`. */
export function formatAgo(ms: number): string {
  if (!Number.isFinite(ms)) return NOTHING;
  if (ms < 1500) return 'just now';
  if (ms < MINUTE) return `${Math.floor(ms / SECOND)} s ago`;
  if (ms < HOUR) return `${Math.floor(ms / MINUTE)} min ago`;
  if (ms < DAY) return `${Math.floor(ms / HOUR)} h ago`;
  return `${Math.floor(ms / DAY)} d ago`;
}

/** `one flow`, `2 flows`: for sentences. */
export function formatPlural(count: number | bigint, singular: string, plural = `${singular}s`): string {
  return `${grouped.format(count)} ${Number(count) === 1 ? singular : plural}`;
}
