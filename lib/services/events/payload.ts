import { createHash } from 'node:crypto';
import type { z } from 'zod';
import type { Payload } from '#lib/contracts/flows.ts';
import { readableText } from '#lib/services/events/readable-text.ts';

/** What one answer carries at most; `…/payload` gives the rest. In bytes. */
const LONGEST_TEXT = 256 * 1024;
const LONGEST_HEX = 16 * 1024;
/** Deeper documents are shown as text: who walks them recursively, as every tree view does, runs out of stack. */
const DEEPEST_JSON = 200;

export interface StoredPayload {
  /** Up to the payload limit; null is a tombstone. */
  readonly value: Uint8Array | null;
  /** Of the whole value, in bytes. */
  readonly size: number | null;
  /** Of the whole value, in hex; null where `value` is whole and it can be computed. */
  readonly sha256: string | null;
  readonly contentType: string | null;
}

/** A value as people can read it: JSON where it is JSON, text where it is text, else its bytes in hex. */
export function viewPayload({ value, size, sha256, contentType }: StoredPayload): z.infer<typeof Payload> {
  const common = { size: value === null ? null : (size ?? value.length), masked: false, contentType };
  if (value === null) return { ...common, truncated: false, sha256: null, encoding: 'tombstone' };
  const whole = value.length === common.size;
  const hash = sha256 ?? (whole ? createHash('sha256').update(value).digest('hex') : null);
  const shown = value.subarray(0, LONGEST_TEXT);
  const truncated = shown.length !== common.size;
  const text = readableText(shown, truncated);
  if (text === null) {
    const hex = Buffer.from(value.subarray(0, LONGEST_HEX)).toString('hex');
    return { ...common, truncated: hex.length / 2 !== common.size, sha256: hash, encoding: 'hex', hex };
  }
  const json = truncated ? undefined : exactJson(text);
  if (json === undefined) return { ...common, truncated, sha256: hash, encoding: 'text', text };
  return { ...common, truncated, sha256: hash, encoding: 'json', text, json };
}

type SourceReviver = (this: unknown, name: string, value: unknown, context: { readonly source?: string }) => unknown;
/** ECMAScript's JSON.parse source text access, which Node 24 has and the type library does not yet. */
const parseWithSource = JSON.parse as (text: string, reviver: SourceReviver) => unknown;

/** Objects and arrays only; numbers that a double would change are strings of their digits. Undefined where it is no JSON, or too deep. */
function exactJson(text: string): unknown {
  if (!/^\s*[[{]/.test(text) || depth(text) > DEEPEST_JSON) return undefined;
  try {
    return parseWithSource(text, (_name, value, { source }) => (typeof value === 'number' && source !== undefined && !holds(value, source) ? source : value));
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** Whether the number is the one that was written: 1.50 and 1.5 are, 9007199254740993 and 1e400 are not. */
function holds(value: number, source: string): boolean {
  if (!Number.isFinite(value)) return false;
  if (/^-?\d{1,15}$/.test(source)) return true;
  return digits(source) === digits(String(value));
}

/** A decimal number without what does not change it: `12.50e3` and `12500` have the same. */
function digits(number: string): string {
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(number) ?? [];
  const all = (whole + fraction).replace(/^0+/, '');
  const significant = all.replace(/0+$/, '');
  return significant === '' ? `${sign}0` : `${sign}${significant}e${Number(exponent) - fraction.length + (all.length - significant.length)}`;
}

/** How deep brackets nest at most, strings left out; counts, and so needs no stack. */
function depth(text: string): number {
  let level = 0;
  let deepest = 0;
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (character === '"') at = endOfString(text, at);
    else if (character === '{' || character === '[') deepest = Math.max(deepest, ++level);
    else if (character === '}' || character === ']') level--;
  }
  return deepest;
}

function endOfString(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
  return at;
}
