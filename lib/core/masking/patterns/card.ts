/** Payment card numbers: 13 to 19 digits in one piece or in the groups that cards print, of a known issuer, with Luhn's check digit (ISO/IEC 7812-1). */
import type { Match, Pattern } from '#lib/core/masking/patterns/pattern.ts';

/** Issuers' ranges with the lengths they use. Without them every tenth long number would be a card. */
const ISSUERS: readonly { readonly begins: RegExp; readonly lengths: readonly number[] }[] = [
  { begins: /^4/, lengths: [13, 16, 19] }, // Visa
  { begins: /^(?:5[1-5]|222[1-9]|22[3-9]|2[3-6]|27[01]|2720)/, lengths: [16] }, // Mastercard
  { begins: /^3[47]/, lengths: [15] }, // American Express
  { begins: /^(?:6011|64[4-9]|65)/, lengths: [16, 17, 18, 19] }, // Discover
  { begins: /^3(?:0[0-5]|09|[689])/, lengths: [14, 15, 16, 17, 18, 19] }, // Diners Club
  { begins: /^35(?:2[89]|[3-8])/, lengths: [16, 17, 18, 19] }, // JCB
  { begins: /^(?:62|81)/, lengths: [16, 17, 18, 19] }, // UnionPay
  { begins: /^(?:50|5[6-9]|63|67)/, lengths: [13, 14, 15, 16, 17, 18, 19] }, // Maestro
  { begins: /^220[0-4]/, lengths: [16, 17, 18, 19] }, // Mir
];

export const card: Pattern = { name: 'card', findsInWhole: true, find };

function find(text: string, bytes: boolean): readonly Match[] {
  const found: Match[] = [];
  if (text.length < 13) return found;
  // One group of digits after another, with one sign between: each character is looked at once.
  for (const { 0: run, index } of text.matchAll(/\d+(?:[ .\-\u00a0]\d+)*/g)) {
    if (run.length < 13) continue;
    const groups = [...run.matchAll(/\d+/g)].map((group) => ({ start: index + group.index, digits: group[0] }));
    for (let at = 0; at < groups.length; at++) {
      const one = bytes ? within(groups[at]!) : whole(groups[at]!, text);
      const grouped = one === null ? joined(groups, at, text, bytes) : null;
      const match = one ?? grouped?.match ?? null;
      if (match !== null) found.push(match);
      if (grouped) at += grouped.count - 1;
    }
  }
  return found;
}

interface Group {
  readonly start: number;
  readonly digits: string;
}

function whole({ start, digits }: Group, text: string): Match | null {
  return isCard(digits) && standsAlone(text, start, start + digits.length) ? { start, end: start + digits.length, value: digits } : null;
}

/** Lengths and tags of binary formats may look like digits on either side. */
function within({ start, digits }: Group): Match | null {
  const last = Math.min(digits.length - 13, MOST_WINDOWS);
  for (let from = 0; from <= last; from++) {
    for (let length = Math.min(19, digits.length - from); length >= 13; length--) {
      const value = digits.slice(from, from + length);
      // What stands before and behind is masked too: it may be the beginning of another one.
      if (isCard(value)) return { start, end: start + digits.length, value };
    }
  }
  return digits.length - 13 > MOST_WINDOWS ? { start, end: start + digits.length, value: digits } : null;
}
/** A longer row of digits in something binary is masked without looking for cards in it. */
const MOST_WINDOWS = 256;

/** Printed in groups: 4-4-4-4, 4-4-4-4-3, 4-6-5, 4-6-4, 4-4-5. */
function joined(groups: readonly Group[], at: number, text: string, bytes: boolean): { readonly match: Match; readonly count: number } | null {
  for (const shape of SHAPES) {
    const some = groups.slice(at, at + shape.length);
    if (some.length < shape.length || some.some(({ digits }, index) => digits.length !== shape[index])) continue;
    const value = some.map(({ digits }) => digits).join('');
    const { start } = some[0]!;
    const end = some.at(-1)!.start + some.at(-1)!.digits.length;
    if (isCard(value) && (bytes || standsAlone(text, start, end))) return { match: { start, end, value }, count: shape.length };
  }
  return null;
}
const SHAPES: readonly (readonly number[])[] = [[4, 4, 4, 4, 3], [4, 4, 4, 4], [4, 6, 5], [4, 6, 4], [4, 4, 5]];

/** Not a part of an id in hex, which is now and then all digits for a while. */
function standsAlone(text: string, start: number, end: number): boolean {
  const before = /[A-Za-z0-9]*$/.exec(text.slice(Math.max(0, start - LONGEST_ID), start))?.[0] ?? '';
  const behind = /^[A-Za-z0-9]*/.exec(text.slice(end, end + LONGEST_ID))?.[0] ?? '';
  return before + behind === '' || /[^0-9A-Fa-f]/.test(before + behind);
}
const LONGEST_ID = 64;

const isCard = (digits: string): boolean => ISSUERS.some(({ begins, lengths }) => lengths.includes(digits.length) && begins.test(digits)) && hasCheckDigit(digits);

/** Luhn: ISO/IEC 7812-1, annex B. */
function hasCheckDigit(digits: string): boolean {
  let sum = 0;
  for (let back = 0; back < digits.length; back++) {
    const digit = digits.charCodeAt(digits.length - 1 - back) - 0x30;
    const doubled = digit * 2;
    sum += back % 2 === 0 ? digit : doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}
