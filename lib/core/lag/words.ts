/** Figures and names within a sentence. */
import { visibleText } from '#lib/core/visible-text.ts';

const SMALL = ['no', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten', 'eleven', 'twelve'];

/** `seven`, `1,204` */
export const countInWords = (count: number): string => SMALL[count] ?? count.toLocaleString('en-GB');

/** `one member`, `seven members` */
export const plural = (count: number, noun: string): string => `${countInWords(count)} ${noun}${count === 1 ? '' : 's'}`;

const UNITS = [['day', 86_400e6], ['h', 3600e6], ['min', 60e6], ['s', 1e6]] as const;

/** A length of time in its largest unit: `4 min`, `2 days`, `less than a second`. */
export function inWords(micros: number): string {
  const [unit, length] = UNITS.find(([, micro]) => micros >= micro) ?? ['', 0];
  if (length === 0) return 'less than a second';
  const count = Math.floor(micros / length);
  return `${count.toLocaleString('en-GB')} ${unit === 'day' && count !== 1 ? 'days' : unit}`;
}

/** Messages a second: `1,204`, `5.1`, `none`. */
export const rateInWords = (perSecond: number): string => (perSecond < 0.05 ? 'none' : perSecond < 10 ? perSecond.toFixed(1) : Math.round(perSecond).toLocaleString('en-GB'));

const LONGEST_NAME = 80;

/** A name of the broker's as part of a sentence: in sight, and not longer than one. */
export function nameInWords(name: string): string {
  const seen = visibleText(name);
  return seen.length <= LONGEST_NAME ? seen : `${seen.slice(0, LONGEST_NAME).toWellFormed()}…`;
}
