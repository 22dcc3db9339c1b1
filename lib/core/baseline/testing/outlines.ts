/** Outlines as sketches: steps by name with the seconds after which they came. */
import { brand } from '#lib/core/brand.ts';
import type { Outline, OutlineStep } from '#lib/core/flows/outline.ts';
import type { Micros } from '#lib/core/time.ts';

export const SECOND = 1_000_000;
const BEGAN = 1_770_000_000 * SECOND;

/** Seconds after the beginning of every sketched flow. */
export const at = (seconds: number): Micros => brand<Micros>(BEGAN + Math.round(seconds * SECOND));

/** `order.created` stands on the topic `order`. */
export const step = (type: string, after: number, changes: Partial<OutlineStep> = {}): OutlineStep => ({
  topic: type.split('.')[0] ?? type, type, service: null, group: null, afterMicros: Math.round(after * SECOND), seenAt: at(after), event: `${type} 0`, ...changes,
});

export function outline(steps: Readonly<Record<string, number>>, changes: Partial<Outline> = {}): Outline {
  return { failure: 'none', open: false, steps: Object.entries(steps).toSorted(([, a], [, b]) => a - b).map(([type, after]) => step(type, after)), cut: false, groups: [], handled: [], ...changes };
}

export const times = <T>(count: number, make: (index: number) => T): T[] => Array.from({ length: count }, (_, index) => make(index));
