/** The faults that the demo plays. Decisions are pure: from the seed and the number of the order, trip or play. */
import { fraction } from './random.ts';

export const FAULTS = {
  'payment-declines': 'Some cards are declined: for good (three attempts, then a dead letter and compensation), or for a moment (a retry succeeds).',
  'depleted-stock': 'Some orders find no stock: the order is cancelled and the payment refunded.',
  'lost-shipments': 'Now and then shipping forgets an order that is paid and reserved: nothing fails, and nothing follows.',
  'late-trips': "Some of a trip's events are sent after the one that follows them.",
  'duplicate-trips': "Some of a trip's events are sent twice.",
  'slow-analytics': 'The analytics service is slow for a while, falls behind, and catches up again.',
  'hot-partition': 'Players of an old version write their plays to one partition: analytics falls behind on that one, when it is slow.',
  'poison-messages': 'Now and then an order is no valid JSON: every group that reads it dead-letters it.',
  'huge-payloads': 'Now and then an order carries 200 KB.',
  'clock-skew': 'The clock of the email service is 3 seconds slow.',
} as const;

export type Fault = keyof typeof FAULTS;

export const FAULT_NAMES = Object.keys(FAULTS) as readonly Fault[];

export interface FaultSettings {
  readonly seed: number;
  readonly faults: ReadonlySet<Fault>;
}

/** `all`, `none` or names with commas. Throws with the names that there are. */
export function parseFaults(text: string): ReadonlySet<Fault> {
  if (text === 'all') return new Set(FAULT_NAMES);
  if (text === 'none' || text === '') return new Set();
  const names = text.split(',').map((name) => name.trim());
  const unknown = names.filter((name) => !Object.hasOwn(FAULTS, name));
  if (unknown.length > 0) throw new Error(`--faults: ${unknown.join(', ')} is no fault. There are: all, none, ${FAULT_NAMES.join(', ')}`);
  return new Set(names as Fault[]);
}

/** Three attempts are made. */
export const PAYMENT_ATTEMPTS = 3;

/** How many attempts to charge the order fail before one succeeds: 0, 1, 2, or all of them. */
export function failingAttempts(settings: FaultSettings, order: string): number {
  if (!settings.faults.has('payment-declines')) return 0;
  const chance = fraction(settings.seed, 'payment', order);
  if (chance < 0.04) return PAYMENT_ATTEMPTS;
  if (chance < 0.06) return 2;
  return chance < 0.12 ? 1 : 0;
}

const rarely = (fault: Fault, likelihood: number) => (settings: FaultSettings, id: string): boolean =>
  settings.faults.has(fault) && fraction(settings.seed, fault, id) < likelihood;

export const isDepleted = rarely('depleted-stock', 0.05);
/** By play. */
export const isHot = rarely('hot-partition', 0.6);
export const isPoison = rarely('poison-messages', 0.008);
export const isHuge = rarely('huge-payloads', 0.01);
/** Paid for and reserved, and never shipped. */
export const isForgotten = rarely('lost-shipments', 0.012);
/** By trip and step. */
export const isLate = rarely('late-trips', 0.06);
export const isDuplicate = rarely('duplicate-trips', 0.05);

/** Milliseconds to add to the true time. */
export function clockSkewMs(settings: FaultSettings, service: string): number {
  return settings.faults.has('clock-skew') && service === 'email' ? -3000 : 0;
}

const QUICK_MS = 60_000;
/** Longer than the window of ten samples by which lag is judged. */
const SLOW_MS = 180_000;

/** Whether analytics is slow now, and when that changes. Times in milliseconds of the epoch; the first phase is quick. */
export function analyticsPhase(settings: FaultSettings, startedAt: number, now: number): { readonly slow: boolean; readonly since: number; readonly until: number | null } {
  if (!settings.faults.has('slow-analytics')) return { slow: false, since: startedAt, until: null };
  const cycle = QUICK_MS + SLOW_MS;
  const begun = startedAt + Math.floor(Math.max(0, now - startedAt) / cycle) * cycle;
  const slowFrom = begun + QUICK_MS;
  return now < slowFrom ? { slow: false, since: begun, until: slowFrom } : { slow: true, since: slowFrom, until: begun + cycle };
}
