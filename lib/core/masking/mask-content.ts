/** Masks bytes that may be JSON, text or anything: a payload, a key, the value of a header. */
import { textFromBytes } from '#lib/core/utf8.ts';
import type { KeyedHash } from '#lib/core/masking/keyed-hash.ts';
import type { MaskedContent } from '#lib/core/masking/masked-content.ts';
import { maskJson } from '#lib/core/masking/mask-json.ts';
import { applyEdits, findEdits } from '#lib/core/masking/mask-text.ts';
import type { Pattern } from '#lib/core/masking/patterns/pattern.ts';
import type { PointerNode } from '#lib/core/masking/pointer-tree.ts';

/** Larger ones are not looked through: they are kept in no part. No broker's default lets a tenth of it through. In bytes. */
export const LARGEST_MASKED = 64 * 1024 * 1024;

export interface ContentRules {
  readonly pointers: PointerNode;
  /** See `neededNames`. */
  readonly neededNames: readonly string[] | null;
  /** Attributes of CloudEvents that are masked. */
  readonly envelope: PointerNode;
  readonly patterns: readonly Pattern[];
  readonly hash: KeyedHash;
  /** For the data of a CloudEvent that stands apart from its envelope: what points below `/data` points into it. Null where these are those. */
  readonly inData: ContentRules | null;
}

const SAME: MaskedContent = { state: 'same' };
const NO_SECRETS: ReadonlyMap<string, string> = new Map();

/** `contentType` as a header says it, null where none does. */
export function maskContent(bytes: Uint8Array, contentType: string | null, rules: ContentRules): MaskedContent {
  const { patterns, hash } = rules;
  if (bytes.length === 0) return SAME;
  if (bytes.length > LARGEST_MASKED) return { state: 'unreadable', reason: `it is larger than ${LARGEST_MASKED} bytes` };
  const utf16 = utf16Order(bytes);
  if (utf16 !== null) return maskUtf16(bytes, utf16, contentType, rules);
  // Confluent's framing: a zero and a schema id in front of what may be JSON.
  const frame = bytes[0] === 0 && bytes.length > 5 ? 5 : 0;
  const body = bytes.subarray(frame);
  const isCloudEvent = contentType?.toLowerCase().startsWith('application/cloudevents') ?? holds(body, '"specversion"');
  const mayPoint = rulesMayPoint(body, rules, isCloudEvent);
  if (!mayPoint && patterns.length === 0) return SAME;

  if (looksLikeJson(body, contentType)) {
    const inParts = mayFind(body, patterns, hash) ? patterns : [];
    if (!mayPoint && inParts.length === 0) return SAME;
    const masked = maskJson(body, { pointers: rules.pointers, envelope: isCloudEvent ? rules.envelope : null, patterns: inParts, hash, maskData: (data) => maskContent(data, null, rules.inData ?? rules) });
    if (masked !== null) {
      if (masked.bytes === body) return SAME;
      return { state: 'masked', bytes: frame === 0 ? masked.bytes : Buffer.concat([bytes.subarray(0, frame), masked.bytes]), rules: [...masked.rules], secrets: masked.secrets };
    }
    if (mayPoint) return { state: 'unreadable', reason: 'it is not valid JSON, so that pointers find nothing in it' };
    if (holds(body, '\\u')) return { state: 'unreadable', reason: 'it is not valid JSON, and has escapes that could hide what is masked' };
  }
  if (patterns.length === 0) return SAME;
  const text = textFromBytes(bytes);
  const characters = text ?? Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
  const edits = findEdits(characters, patterns, hash, text === null || CONTROLS.test(characters));
  if (edits.length === 0) return SAME;
  return {
    state: 'masked',
    bytes: Buffer.from(applyEdits(characters, edits), text === null ? 'latin1' : 'utf8'),
    rules: [...new Set(edits.map(({ pattern }) => `pattern ${pattern}`))],
    secrets: NO_SECRETS,
  };
}

/** Something binary that happens to be valid UTF-8. */
// oxlint-disable-next-line no-control-regex -- these are what is looked for
const CONTROLS = /[\u0000-\u0008\u000e-\u001f]/;

/** Whether a pattern can find something in the parts of a document, by one look at the whole of it. Escapes and exponents hide from that look, and base64 does. */
function mayFind(body: Uint8Array, patterns: readonly Pattern[], hash: KeyedHash): boolean {
  if (patterns.length === 0) return false;
  if (!patterns.every(({ findsInWhole }) => findsInWhole) || holds(body, '\\') || holds(body, 'data_base64')) return true;
  const text = Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('utf8');
  return /\d[eE][+-]?\d/.test(text) || findEdits(text, patterns, hash, false).length > 0;
}

/** Whether a pointer could name something in it. */
function rulesMayPoint(body: Uint8Array, { pointers, neededNames, envelope }: ContentRules, isCloudEvent: boolean): boolean {
  if (isCloudEvent && (envelope.children.size > 0 || pointers.children.size > 0 || pointers.any !== null)) return true;
  if (pointers.children.size === 0 && pointers.any === null) return false;
  return neededNames === null || holds(body, '\\u') || neededNames.some((name) => holds(body, name));
}

function looksLikeJson(body: Uint8Array, contentType: string | null): boolean {
  if (contentType !== null && /^[^;]*[/+]json\s*(;|$)/i.test(contentType)) return true;
  return /^(?:\u00ef\u00bb\u00bf)?[\t\n\r ]*(?:[{"]|\[[\t\n\r ]*[\]{["\dtfn-])/.test(Buffer.from(body.buffer, body.byteOffset, Math.min(body.length, 1024)).toString('latin1'));
}

/** By its byte order mark. */
function utf16Order(bytes: Uint8Array): 'big' | 'little' | null {
  if (bytes.length % 2 !== 0) return null;
  return bytes[0] === 0xfe && bytes[1] === 0xff ? 'big' : bytes[0] === 0xff && bytes[1] === 0xfe ? 'little' : null;
}

/** Read as UTF-8, and written as it was where something was masked. */
function maskUtf16(bytes: Uint8Array, order: 'big' | 'little', contentType: string | null, rules: ContentRules): MaskedContent {
  const swapped = (from: Uint8Array): Buffer => (order === 'big' ? Buffer.from(from).swap16() : Buffer.from(from));
  const masked = maskContent(Buffer.from(swapped(bytes).toString('utf16le').slice(1), 'utf8'), contentType, rules);
  if (masked.state !== 'masked') return masked;
  return { ...masked, bytes: Buffer.concat([bytes.subarray(0, 2), swapped(Buffer.from(Buffer.from(masked.bytes).toString('utf8'), 'utf16le'))]) };
}

const holds = (bytes: Uint8Array, text: string): boolean => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).includes(text);
