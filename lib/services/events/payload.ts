import { createHash } from 'node:crypto';
import type { z } from 'zod';
import type { Payload } from '#lib/contracts/flows.ts';
import type { EventReading } from '#lib/core/conventions/reading.ts';
import { DEEPEST_JSON, isDeeperThan } from '#lib/core/json-depth.ts';
import { holdsNumber } from '#lib/core/json-number.ts';
import { jsonBehindSchemaId, readableText } from '#lib/core/readable-text.ts';

/** What one answer carries at most; `…/payload` gives the rest. In bytes. */
const LONGEST_TEXT = 256 * 1024;
const LONGEST_HEX = 16 * 1024;

export interface StoredPayload {
  /** Up to the payload limit; null is a tombstone. */
  readonly value: Uint8Array | null;
  /** Of the whole value as the broker holds it, in bytes. */
  readonly size: number | null;
  /** Of the whole value, in hex; null where `value` is whole and it can be computed. */
  readonly sha256: string | null;
  readonly contentType: string | null;
  /** Whether a broker may have it whole where it is kept in part; what came over HTTP has none. */
  readonly hasBroker: boolean;
  /** Null where nothing of it was masked. */
  readonly masking: NonNullable<EventReading['masking']>['payload'];
}

type View = z.infer<typeof Payload>;

/** A value as people can read it: JSON where it is JSON, text where it is text, else its bytes in hex. */
export function viewPayload({ value, size, sha256, contentType, hasBroker, masking }: StoredPayload): View {
  const common = { size: value === null ? null : (size ?? value.length), masked: masking !== null, maskedBy: [...(masking?.rules ?? [])], keyedHash: masking?.digest ?? null, contentType };
  if (value === null) return { ...common, truncated: false, sha256: null, wholeFrom: null, encoding: 'tombstone' };
  if (masking !== null && masking.state !== 'masked') return { ...common, truncated: true, sha256: null, wholeFrom: null, encoding: 'none' };
  const length = masking?.kept ?? common.size ?? value.length;
  const hash = masking !== null ? null : (sha256 ?? (value.length === length ? createHash('sha256').update(value).digest('hex') : null));
  const wholeFrom = value.length >= length ? 'store' : hasBroker ? 'broker' : null;
  return { ...common, sha256: hash, wholeFrom, ...content(value, length) };
}

/** `length` is that of the whole value, of which `value` may be the beginning. */
function content(value: Uint8Array, length: number): Pick<View, 'truncated' | 'encoding' | 'text' | 'hex' | 'json' | 'schemaId'> {
  const shown = value.subarray(0, LONGEST_TEXT);
  const truncated = shown.length !== length;
  const text = readableText(shown, truncated);
  if (text !== null) return { truncated, ...textOrJson(text, truncated) };
  const framed = jsonBehindSchemaId(shown, truncated);
  if (framed !== null) return { truncated, ...textOrJson(framed.text, truncated), schemaId: framed.schemaId };
  const hex = Buffer.from(value.subarray(0, LONGEST_HEX)).toString('hex');
  return { truncated: hex.length / 2 !== length, encoding: 'hex', hex };
}

function textOrJson(text: string, truncated: boolean): Pick<View, 'encoding' | 'text' | 'json'> {
  const json = truncated ? undefined : exactJson(text);
  return json === undefined ? { encoding: 'text', text } : { encoding: 'json', text, json };
}

type SourceReviver = (this: unknown, name: string, value: unknown, context: { readonly source?: string }) => unknown;
/** ECMAScript's JSON.parse source text access, which Node 24 has and the type library does not yet. */
const parseWithSource = JSON.parse as (text: string, reviver: SourceReviver) => unknown;

/** Objects and arrays only; numbers that a double would change are strings of their digits. Undefined where it is no JSON, or too deep. */
function exactJson(text: string): unknown {
  if (!/^\s*[[{]/.test(text) || isDeeperThan(text, DEEPEST_JSON)) return undefined;
  try {
    return parseWithSource(text, (_name, value, { source }) => (typeof value === 'number' && source !== undefined && !holdsNumber(value, source) ? source : value));
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
