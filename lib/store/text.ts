import { createHash } from 'node:crypto';

/** PostgreSQL's text takes neither U+0000 nor lone surrogates: both become U+FFFD. Bytes that must stay as they are belong in bytea. */
export const pgText = (text: string): string => text.replaceAll('\0', '\uFFFD').toWellFormed();

/** 500 UTF-16 units are at most 1,500 bytes of UTF-8; an index entry may have about 2,700. */
const LONGEST_NAME = 500;

/** A name that fits an index: a longer one is cut, and ends in a hash of the whole, so that two of them stay two. */
export function pgName(text: string): string {
  const name = pgText(text);
  if (name.length <= LONGEST_NAME) return name;
  const hash = createHash('sha256').update(text, 'utf16le').digest('hex').slice(0, 32);
  return `${name.slice(0, LONGEST_NAME - hash.length - 1).toWellFormed()}~${hash}`;
}

/** JSON that jsonb takes, whatever strings are in it. */
export function pgJson(value: unknown): string {
  const json = JSON.stringify(value);
  // Looking at each string by itself takes longer than all the rest, and hardly ever finds anything.
  return REFUSED.test(json) ? JSON.stringify(value, (_key, part: unknown) => (typeof part === 'string' ? pgText(part) : part)) : json;
}

/** How JSON writes what PostgreSQL refuses; or a text that only looks so. */
const REFUSED = /\\u(?:0000|d[89a-f])/;
