/** Times as a reader in one zone writes them. `zone` is an IANA name; the server and the browser are given the same one. */

const formatters = new Map<string, Intl.DateTimeFormat>();

function partsIn(zone: string, at: Date): Record<string, string> {
  let formatter = formatters.get(zone);
  if (!formatter) {
    formatter = new Intl.DateTimeFormat('en-GB', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'short',
      day: 'numeric',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
      fractionalSecondDigits: 3,
    });
    formatters.set(zone, formatter);
  }
  return Object.fromEntries(formatter.formatToParts(at).map((part) => [part.type, part.value]));
}

/** Whether this runtime knows the zone. */
export function isTimeZone(zone: string): boolean {
  try {
    return Boolean(new Intl.DateTimeFormat('en-GB', { timeZone: zone }));
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

interface LocalTimeOptions {
  readonly style?: TimeStyle;
  /** Milliseconds since the epoch. */
  readonly now?: number;
}

export type TimeStyle = 'millis' | 'seconds' | 'minutes' | 'compact';

/**
 * `10:42:07.114` (millis), `10:42:07` (seconds), `10:42` (minutes), or seconds on the day of `now` and else minutes (compact); with the day before it (`20 Nov 10:42:07`) unless
 * it is the day of `now`, and with the year where that differs. Without `now` the day is always there.
 */
export function formatLocalTime(time: string | number, zone: string, { style = 'seconds', now }: LocalTimeOptions = {}): string {
  const at = new Date(time);
  if (Number.isNaN(at.getTime())) return '–';
  const p = partsIn(zone, at);
  const today = now === undefined ? null : partsIn(zone, new Date(now));
  const isToday = today !== null && p['day'] === today['day'] && p['month'] === today['month'] && p['year'] === today['year'];
  const minutes = style === 'minutes' || (style === 'compact' && !isToday);
  const clock = `${p['hour']}:${p['minute']}${minutes ? '' : `:${p['second']}`}${style === 'millis' ? `.${p['fractionalSecond']}` : ''}`;
  if (isToday) return clock;
  const year = today && p['year'] === today['year'] ? '' : ` ${p['year']}`;
  return `${p['day']} ${p['month']}${year} ${clock}`;
}

/** `2026-11-21 10:42:07.114209 UTC`, with every digit that came. */
export function formatUtc(time: string | number): string {
  const text = typeof time === 'string' && time.endsWith('Z') ? time : Number.isFinite(new Date(time).getTime()) ? new Date(time).toISOString() : null;
  return text === null ? '–' : `${text.slice(0, -1).replace('T', ' ')} UTC`;
}
