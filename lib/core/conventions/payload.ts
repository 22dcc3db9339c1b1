import { textFromBytes } from '#lib/core/utf8.ts';
import { atPointer } from '#lib/core/conventions/json-pointer.ts';
import type { Note } from '#lib/core/conventions/notes.ts';

/** Larger values are not looked into for keys: their headers still are. In bytes. */
export const LARGEST_PARSED = 1024 * 1024;

/** An integer beyond 2^53, by its digits: as a number it would be another one. */
export class BigNumber {
  readonly digits: string;
  constructor(digits: string) {
    this.digits = digits;
  }
}

/** The JSON of a value; undefined where it is not JSON. */
export interface Payload {
  readonly json: unknown;
}

const NOT_JSON: Payload = { json: undefined };

/**
 * Reads a value as JSON where `content-type` says so, or where nothing says otherwise and it begins like an object or array.
 * Confluent's framing (magic 0, 4-byte schema id) in front of JSON is skipped.
 */
export function readPayload(value: Uint8Array | null, contentType: string | null, note: Note): Payload {
  if (value === null || value.length === 0) return NOT_JSON;
  const declared = contentType === null ? 'unsaid' : jsonByContentType(contentType);
  if (declared === 'no') return NOT_JSON;
  const body = value[0] === 0 && value.length > 5 ? value.subarray(5) : value;
  if (declared === 'unsaid' && !beginsLikeJson(body)) return NOT_JSON;
  if (body.length > LARGEST_PARSED) {
    note(`the value has ${body.length} bytes and was not looked into (at most ${LARGEST_PARSED})`);
    return NOT_JSON;
  }
  const text = textFromBytes(body);
  const json = text === null ? undefined : parseJson(text);
  if (json === undefined) note(text === null ? 'the value is not UTF-8' : 'the value is not valid JSON');
  return { json };
}

/** A scalar at one of the pointers, as text; numbers by their digits. Empty pointers and containers are skipped. */
export function scalarText(value: unknown): string | null {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : null;
  return value instanceof BigNumber ? value.digits : null;
}

export function scalarAt(payload: Payload, pointer: string): string | null {
  return payload.json === undefined ? null : scalarText(atPointer(payload.json, pointer));
}

function jsonByContentType(contentType: string): 'yes' | 'no' | 'unsaid' {
  const type = contentType.split(';', 1)[0]!.trim().toLowerCase();
  if (/^(?:application|text)\/(?:.+\+)?json$/.test(type)) return 'yes';
  return type === '' || type === 'application/octet-stream' || type.startsWith('text/') ? 'unsaid' : 'no';
}

function beginsLikeJson(bytes: Uint8Array): boolean {
  for (const byte of bytes.subarray(0, 256)) {
    if (byte === 0x7b || byte === 0x5b) return true;
    if (byte !== 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0d && byte !== 0xef && byte !== 0xbb && byte !== 0xbf) return false;
  }
  return false;
}

type SourceReviver = (this: unknown, name: string, value: unknown, context: { readonly source?: string }) => unknown;
/** ECMAScript's JSON.parse source text access, which Node 24 has and the type library does not yet. */
const parseWithSource = JSON.parse as (text: string, reviver: SourceReviver) => unknown;

const keepDigits: SourceReviver = (_name, value, context) =>
  typeof value === 'number' && !Number.isSafeInteger(value) && context.source !== undefined && /^-?\d+$/.test(context.source)
    ? new BigNumber(context.source)
    : value;

/** Undefined where it is no JSON. V8 parses any depth without recursion, but revives with it: a document too deep for that keeps its rounded numbers. */
function parseJson(text: string): unknown {
  try {
    return /\d{16}/.test(text) ? parseWithSource(text, keepDigits) : (JSON.parse(text) as unknown);
  } catch (error) {
    if (!(error instanceof RangeError)) return undefined;
  }
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined; // the parser's only way to say "not JSON"
  }
}
