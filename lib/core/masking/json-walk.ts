/**
 * Walks over JSON as bytes, of any size and depth, without parsing it into values: what is masked is replaced where it stands, so that
 * digits, the order of members, repeated names and white space stay as they were written.
 */
import { decodeString } from '#lib/core/masking/json-string.ts';
import { emptyNode, ruleOf, step, type PointerNode } from '#lib/core/masking/pointer-tree.ts';

/** A part of the source: from `start` up to but without `end`. */
export interface JsonVisitor {
  /** A value that a pointer names: a scalar, or an object or list with all that is in it. */
  named(start: number, end: number, rule: string): void;
  /** Any other string, from quote to quote; the name of a member is one too. */
  string(start: number, end: number): void;
  /** Any other number, `true`, `false` or `null`. */
  bare(start: number, end: number): void;
  /** The base64 text of a CloudEvent's binary data. */
  data(start: number, end: number): void;
}

export interface WalkOptions {
  readonly pointers: PointerNode;
  /** For an envelope of CloudEvents (or a list of them): pointers that name its attributes; what `pointers` say counts within `data` too. Null for anything else. */
  readonly envelope: PointerNode | null;
  /** Whether `string` and `bare` are asked for. */
  readonly scalars: boolean;
}

interface Frame {
  readonly isObject: boolean;
  /** Of a list: how many elements have begun. */
  index: number;
  readonly nodes: readonly PointerNode[];
  readonly isEnvelope: boolean;
}

const NONE: readonly PointerNode[] = [];

/** False where this is not JSON, or several JSON texts one after another; what was visited until then means nothing. */
export function walkJson(bytes: Uint8Array, { pointers, envelope, scalars }: WalkOptions, visit: JsonVisitor): boolean {
  const hasPointers = pointers.children.size > 0 || pointers.any !== null || (envelope !== null && envelope.children.size > 0);
  const roots = hasPointers ? [pointers] : NONE;
  const stack: Frame[] = [];
  let at = skipSpace(bytes, startsWithMark(bytes) ? 3 : 0);
  if (at >= bytes.length) return false;
  let nodes = envelope === null ? roots : [...roots, envelope];
  let isEnvelope = envelope !== null;
  let isData = false;
  /** What may come: a value; a value or the end of a list; a name or the end of an object; a comma or an end. */
  let expects: 'value' | 'first' | 'name' | 'name-or-end' | 'next' = 'value';

  while (at < bytes.length) {
    const byte = bytes[at]!;
    const frame = stack.at(-1);
    if (expects === 'next') {
      if (frame === undefined) {
        // Behind a whole text there may be another one: lines of JSON.
        [nodes, isEnvelope, isData, expects] = [envelope === null ? roots : [...roots, envelope], envelope !== null, false, 'value'];
        continue;
      }
      if (byte === (frame.isObject ? CLOSE_OBJECT : CLOSE_LIST)) {
        stack.pop();
        at = skipSpace(bytes, at + 1);
        continue;
      }
      if (byte !== COMMA) return false;
      at = skipSpace(bytes, at + 1);
      expects = frame.isObject ? 'name' : 'value';
      if (!frame.isObject) element(frame);
      continue;
    }
    if (expects === 'name' || expects === 'name-or-end') {
      if (byte === CLOSE_OBJECT && expects === 'name-or-end') {
        stack.pop();
        at = skipSpace(bytes, at + 1);
        expects = 'next';
        continue;
      }
      if (byte !== QUOTE || frame === undefined) return false;
      const end = endOfString(bytes, at);
      if (end < 0) return false;
      if (scalars) visit.string(at, end);
      member(frame, at, end);
      at = skipSpace(bytes, end);
      if (bytes[at] !== COLON) return false;
      at = skipSpace(bytes, at + 1);
      expects = 'value';
      continue;
    }
    if (expects === 'first') {
      if (byte === CLOSE_LIST) {
        stack.pop();
        at = skipSpace(bytes, at + 1);
        expects = 'next';
        continue;
      }
      element(frame!);
    }
    const rule = ruleOf(nodes);
    const end = rule !== null || (nodes.length === 0 && !scalars) ? endOfValue(bytes, at) : null;
    if (end !== null) {
      if (end < 0) return false;
      if (rule !== null) visit.named(at, end, rule);
      at = skipSpace(bytes, end);
      expects = 'next';
    } else if (byte === OPEN_OBJECT || byte === OPEN_LIST) {
      stack.push({ isObject: byte === OPEN_OBJECT, index: 0, nodes, isEnvelope });
      at = skipSpace(bytes, at + 1);
      expects = byte === OPEN_OBJECT ? 'name-or-end' : 'first';
    } else {
      const close = byte === QUOTE ? endOfString(bytes, at) : endOfBare(bytes, at);
      if (close < 0) return false;
      if (byte === QUOTE && isData) visit.data(at, close);
      else if (scalars && byte === QUOTE) visit.string(at, close);
      else if (scalars) visit.bare(at, close);
      at = skipSpace(bytes, close);
      expects = 'next';
    }
  }
  return stack.length === 0 && expects === 'next';

  function element(list: Frame): void {
    const name = String(list.index++);
    // A batch of CloudEvents is a list of envelopes.
    isEnvelope = list.isEnvelope && stack.length === 1;
    isData = false;
    nodes = list.nodes.length === 0 ? NONE : step(list.nodes, name);
    if (isEnvelope) nodes = [...nodes, ...roots, envelope ?? emptyNode()];
  }

  function member(object: Frame, start: number, end: number): void {
    if (object.nodes.length === 0 && !object.isEnvelope) {
      [nodes, isEnvelope, isData] = [NONE, false, false];
      return;
    }
    const name = stringText(bytes, start, end);
    nodes = step(object.nodes, name);
    isData = object.isEnvelope && name === 'data_base64';
    if (object.isEnvelope && (name === 'data' || isData)) nodes = [...nodes, ...roots, ...(isData ? step(object.nodes, 'data') : NONE)];
    isEnvelope = false;
  }
}

/** Between the quotes, with escapes resolved. */
function stringText(bytes: Uint8Array, start: number, end: number): string {
  const source = Buffer.from(bytes.buffer, bytes.byteOffset + start + 1, end - start - 2).toString('utf8');
  return decodeString(source).text;
}

const startsWithMark = (bytes: Uint8Array): boolean => bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;

function skipSpace(bytes: Uint8Array, from: number): number {
  let at = from;
  while (at < bytes.length && (bytes[at] === 0x20 || bytes[at] === 0x0a || bytes[at] === 0x0d || bytes[at] === 0x09)) at++;
  return at;
}

/** Behind the closing quote; -1 where there is none. */
function endOfString(bytes: Uint8Array, from: number): number {
  for (let at = from + 1; at < bytes.length; at++) {
    if (bytes[at] === BACKSLASH) at++;
    else if (bytes[at] === QUOTE) return at + 1;
  }
  return -1;
}

/** Behind a number or a literal; -1 where none stands here. */
function endOfBare(bytes: Uint8Array, from: number): number {
  let at = from;
  while (at < bytes.length && isBare(bytes[at]!)) at++;
  return at === from ? -1 : at;
}

const isBare = (byte: number): boolean =>
  (byte >= 0x30 && byte <= 0x39) || (byte >= 0x61 && byte <= 0x7a) || (byte >= 0x41 && byte <= 0x5a) || byte === 0x2b || byte === 0x2d || byte === 0x2e;

/** Behind a value with all that is in it; -1 where it does not end, or its brackets do not match. */
function endOfValue(bytes: Uint8Array, from: number): number {
  const first = bytes[from];
  if (first === QUOTE) return endOfString(bytes, from);
  if (first !== OPEN_OBJECT && first !== OPEN_LIST) return endOfBare(bytes, from);
  const open: number[] = [];
  for (let at = from; at < bytes.length; at++) {
    const byte = bytes[at];
    if (byte === QUOTE) {
      const end = endOfString(bytes, at);
      if (end < 0) return -1;
      at = end - 1;
    } else if (byte === OPEN_OBJECT || byte === OPEN_LIST) open.push(byte);
    else if (byte === CLOSE_OBJECT || byte === CLOSE_LIST) {
      if (open.pop() !== (byte === CLOSE_OBJECT ? OPEN_OBJECT : OPEN_LIST)) return -1;
      if (open.length === 0) return at + 1;
    }
  }
  return -1;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
const OPEN_LIST = 0x5b;
const CLOSE_LIST = 0x5d;
