import { brand } from '#lib/core/brand.ts';
import type { Micros } from '#lib/core/time.ts';

const UNIT_MICROS = { s: 1e6, m: 60e6, h: 3600e6, d: 86_400e6 } as const;

/**
 * `now-15m` or RFC 3339, as checked by the contract's `TimeBound`, in microseconds.
 * JavaScript's dates stop at milliseconds, so the digits below are read from the text.
 */
export function resolveTimeBound(text: string, now: Micros): Micros {
  const relative = /^now(?:-(\d+)([smhd]))?$/.exec(text);
  if (relative) {
    const unit = (relative[2] ?? 's') as keyof typeof UNIT_MICROS;
    return brand<Micros>(now - Number(relative[1] ?? 0) * UNIT_MICROS[unit]);
  }
  const fraction = /\.(\d+)/.exec(text)?.[1] ?? '';
  const wholeSeconds = Date.parse(text.replace(/\.\d+/, ''));
  return brand<Micros>(wholeSeconds * 1000 + Number(fraction.padEnd(6, '0').slice(0, 6)));
}
