/** Masks JSON where it stands. */
import { decodeString } from '#lib/core/masking/json-string.ts';
import { walkJson, type WalkOptions } from '#lib/core/masking/json-walk.ts';
import type { KeyedHash } from '#lib/core/masking/keyed-hash.ts';
import { findEdits, maskValue } from '#lib/core/masking/mask-text.ts';
import type { MaskedContent } from '#lib/core/masking/masked-content.ts';
import type { Pattern } from '#lib/core/masking/patterns/pattern.ts';

export interface JsonMasked {
  /** The same bytes where nothing was masked. */
  readonly bytes: Uint8Array;
  /** What was masked by name, as text: it may stand elsewhere in the same record. */
  readonly secrets: ReadonlyMap<string, string>;
  readonly rules: ReadonlySet<string>;
}

export interface JsonMasking extends Omit<WalkOptions, 'scalars'> {
  readonly patterns: readonly Pattern[];
  readonly hash: KeyedHash;
  /** Masks what a CloudEvent has in `data_base64`. */
  readonly maskData: (bytes: Uint8Array) => MaskedContent;
}

interface Edit {
  readonly start: number;
  readonly end: number;
  readonly bytes: Uint8Array;
}

/** Null where it is not JSON. */
export function maskJson(bytes: Uint8Array, { patterns, hash, maskData, ...walk }: JsonMasking): JsonMasked | null {
  const edits: Edit[] = [];
  const secrets = new Map<string, string>();
  const rules = new Set<string>();
  const sourceOf = (start: number, end: number): string => Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString('utf8');
  const replace = (start: number, end: number, source: string): void => void edits.push({ start, end, bytes: Buffer.from(source, 'utf8') });

  const string = (start: number, end: number): void => {
    const source = sourceOf(start + 1, end - 1);
    const { text, places } = decodeString(source);
    const found = findEdits(text, patterns, hash, false);
    if (found.length === 0) return;
    let masked = '';
    let at = 0;
    for (const edit of found) {
      rules.add(`pattern ${edit.pattern}`);
      masked += source.slice(at, places?.[edit.start] ?? edit.start) + edit.mask;
      at = places?.[edit.end] ?? edit.end;
    }
    replace(start, end, `"${masked}${source.slice(at)}"`);
  };

  const isJson = walkJson(bytes, { ...walk, scalars: patterns.length > 0 }, {
    named: (start, end, rule) => {
      const source = sourceOf(start, end);
      if (source === 'null' || source === '""') return;
      const value = source.startsWith('"') ? decodeString(source.slice(1, -1)).text : source;
      const mask = maskValue(value, patterns, hash);
      secrets.set(value, mask);
      rules.add(rule);
      replace(start, end, `"${mask}"`);
    },
    string,
    bare: (start, end) => {
      const digits = wholeNumber(sourceOf(start, end));
      const [found] = digits === null ? [] : findEdits(digits, patterns, hash, false);
      if (digits === null || found === undefined) return;
      rules.add(`pattern ${found.pattern}`);
      replace(start, end, `"${maskValue(digits, patterns, hash)}"`);
    },
    data: (start, end) => {
      const decoded = Buffer.from(decodeString(sourceOf(start + 1, end - 1)).text, 'base64');
      const masked = maskData(decoded);
      if (masked.state === 'same') return;
      for (const rule of masked.state === 'masked' ? masked.rules : [masked.reason]) rules.add(rule);
      if (masked.state === 'masked') for (const [secret, mask] of masked.secrets) secrets.set(secret, mask);
      replace(start, end, masked.state === 'masked' ? `"${Buffer.from(masked.bytes).toString('base64')}"` : 'null');
    },
  });
  return isJson ? { bytes: edited(bytes, edits), secrets, rules } : null;
}

/** The digits of a number however it is written: a card number may come as 4.1e15. */
function wholeNumber(source: string): string | null {
  if (/^-?\d+$/.test(source)) return source;
  const value = /^-?[\d.]+(?:[eE][+-]?\d+)?$/.test(source) ? Number(source) : Number.NaN;
  return Number.isInteger(value) && Math.abs(value) < 1e20 ? BigInt(value).toString() : /^-?[\d.]+$/.test(source) ? source : null;
}

/** The edits are in order and apart. */
function edited(bytes: Uint8Array, edits: readonly Edit[]): Uint8Array {
  if (edits.length === 0) return bytes;
  const pieces: Uint8Array[] = [];
  let at = 0;
  for (const edit of edits) {
    pieces.push(bytes.subarray(at, edit.start), edit.bytes);
    at = edit.end;
  }
  pieces.push(bytes.subarray(at));
  return Buffer.concat(pieces);
}
