import { brand } from '#lib/core/brand.ts';
import type { Micros } from '#lib/core/time.ts';

/** A time as pg gives an int8: decimal text. */
export const microsOf = (text: string): Micros => brand<Micros>(Number(text));
