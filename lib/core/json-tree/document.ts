/**
 * A JSON text as a flat list of its values in document order, each with where it stands in the text. Nothing of it is lost that a parser
 * loses: numbers keep their digits, repeated and integer-like names their place, and a value is copied exactly as it was written.
 */
import { DEEPEST_JSON, isDeeperThan } from '#lib/core/json-depth.ts';

export interface JsonNode {
  readonly kind: 'object' | 'array' | 'string' | 'number' | 'literal';
  /** Index of what holds it; -1 for the outermost. */
  readonly parent: number;
  readonly depth: number;
  /** In an object; null in an array. */
  readonly name: string | null;
  /** Of the entry in what holds it, from 0. */
  readonly position: number;
  /** In the text, the end exclusive. */
  readonly start: number;
  readonly end: number;
  /** Entries of an object or array. */
  readonly size: number;
  /** The index after everything that it holds. */
  readonly next: number;
}

export interface JsonDocument {
  readonly text: string;
  readonly nodes: readonly JsonNode[];
}

export type JsonReading = { readonly kind: 'tree'; readonly document: JsonDocument } | { readonly kind: 'scalar' | 'no-json' | 'too-deep' | 'too-large' };

/** A tree of more values takes too long to make, and nobody reads it. */
export const MOST_NODES = 100_000;
/** In characters. */
export const LARGEST_TREE = 2 * 1024 * 1024;

type Draft = { -readonly [Name in keyof JsonNode]: JsonNode[Name] };

/** `tree` for an object or an array; `no-json` for what `JSON.parse` refuses. */
export function readJson(text: string, mostNodes = MOST_NODES): JsonReading {
  if (text.length > LARGEST_TREE) return { kind: 'too-large' };
  if (isDeeperThan(text, DEEPEST_JSON)) return { kind: 'too-deep' };
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return { kind: 'no-json' };
    throw error;
  }
  if (typeof value !== 'object' || value === null) return { kind: 'scalar' };
  const nodes = scan(text, mostNodes);
  return nodes === null ? { kind: 'too-large' } : { kind: 'tree', document: { text, nodes } };
}

/** One pass over what is known to be JSON; null where it holds more values than that. */
function scan(text: string, mostNodes: number): JsonNode[] | null {
  const nodes: Draft[] = [];
  let holder = -1;
  let name: string | null = null;
  for (let at = 0; at < text.length; ) {
    const char = text.charCodeAt(at);
    if (char === CLOSE_BRACE || char === CLOSE_BRACKET) {
      const closed = nodes[holder]!;
      closed.end = ++at;
      closed.next = nodes.length;
      holder = closed.parent;
    } else if (char === QUOTE) {
      const end = endOfString(text, at);
      const after = skipBlanks(text, end);
      if (name === null && nodes[holder]?.kind === 'object' && text.charCodeAt(after) === COLON) {
        name = decodeString(text.slice(at, end));
        at = after + 1;
      } else at = add('string', at, end);
    } else if (char === OPEN_BRACE || char === OPEN_BRACKET) {
      add(char === OPEN_BRACE ? 'object' : 'array', at, at);
      holder = nodes.length - 1;
      at++;
    } else if (char === COMMA || isBlank(char)) at++;
    else at = add(char === MINUS || isDigit(char) ? 'number' : 'literal', at, endOfWord(text, at));
    if (nodes.length > mostNodes) return null;
  }
  return nodes;

  function add(kind: JsonNode['kind'], start: number, end: number): number {
    const inside = nodes[holder];
    nodes.push({ kind, parent: holder, depth: inside === undefined ? 0 : inside.depth + 1, name, position: inside?.size ?? 0, start, end, size: 0, next: nodes.length + 1 });
    if (inside !== undefined) inside.size++;
    name = null;
    return end;
  }
}

const [QUOTE, BACKSLASH, COMMA, COLON, MINUS] = [34, 92, 44, 58, 45];
const [OPEN_BRACE, CLOSE_BRACE, OPEN_BRACKET, CLOSE_BRACKET] = [123, 125, 91, 93];
const isBlank = (char: number): boolean => char === 32 || (char >= 9 && char <= 13);
const isDigit = (char: number): boolean => char >= 48 && char <= 57;

function endOfString(text: string, start: number): number {
  for (let at = start + 1; ; at++) {
    const char = text.charCodeAt(at);
    if (char === BACKSLASH) at++;
    else if (char === QUOTE) return at + 1;
  }
}

function endOfWord(text: string, start: number): number {
  let at = start;
  while (at < text.length && /[-+.\w]/.test(text[at]!)) at++;
  return at;
}

function skipBlanks(text: string, start: number): number {
  let at = start;
  while (isBlank(text.charCodeAt(at))) at++;
  return at;
}

/** A string as it is written in JSON, with its quotes, to what it says. */
export const decodeString = (written: string): string => (written.includes('\\') ? (JSON.parse(written) as string) : written.slice(1, -1));

/** A value as it was written. */
export const writtenText = ({ text, nodes }: JsonDocument, node: number): string => text.slice(nodes[node]!.start, nodes[node]!.end);

/** What one wants of a value: a string without its quotes and escapes, anything else as it was written. */
export function valueText(document: JsonDocument, node: number): string {
  const written = writtenText(document, node);
  return document.nodes[node]!.kind === 'string' ? decodeString(written) : written;
}

/** RFC 6901: `/lines/0/sku`; empty for the whole document. */
export function pointerTo({ nodes }: JsonDocument, node: number): string {
  const parts: string[] = [];
  for (let at = node; nodes[at]!.parent !== -1; at = nodes[at]!.parent) parts.push(pointerPart(nodes[at]!.name ?? String(nodes[at]!.position)));
  return parts.toReversed().map((part) => `/${part}`).join('');
}

export const pointerPart = (name: string): string => name.replaceAll('~', '~0').replaceAll('/', '~1');
