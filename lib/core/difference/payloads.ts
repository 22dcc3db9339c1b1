/** What differs between two payloads, whatever they are. */
import type { Change, LineChange } from '#lib/core/difference/change.ts';
import { differenceOfLines } from '#lib/core/difference/lines.ts';
import { differenceOfStructure } from '#lib/core/difference/structure.ts';
import { readJson, writtenText, type JsonDocument } from '#lib/core/json-tree/document.ts';

/** The part of the wire's payload that matters here, by structure. */
export interface PayloadInput {
  readonly size: number | null;
  readonly truncated: boolean;
  readonly masked: boolean;
  readonly sha256: string | null;
  readonly keyedHash: string | null;
  readonly encoding: 'json' | 'text' | 'hex' | 'tombstone' | 'none';
  readonly text?: string | undefined;
  readonly hex?: string | undefined;
}

export type PayloadDifference =
  | { readonly kind: 'same'; /** By what it was told: their bytes, or the keyed hashes of what is masked. */ readonly by: 'content' | 'keyed hash' }
  | { readonly kind: 'structure'; readonly changes: readonly Change[] }
  | { readonly kind: 'lines'; readonly why: 'no JSON' | 'too large' | 'cut'; readonly lines: readonly LineChange[]; readonly coarse: boolean }
  /** In words; there is no more to be had. */
  | { readonly kind: 'told'; readonly words: string };

/** In characters: what is longer is compared by its beginning. */
const LONGEST_TEXT = 256 * 1024;

export function differenceOfPayloads(before: PayloadInput, after: PayloadInput): PayloadDifference {
  if (before.encoding === 'tombstone' || after.encoding === 'tombstone') {
    if (before.encoding === after.encoding) return { kind: 'same', by: 'content' };
    return { kind: 'told', words: after.encoding === 'tombstone' ? 'This one is a tombstone; the other has a payload.' : 'The other is a tombstone; this one has a payload.' };
  }
  if (before.keyedHash !== null && after.keyedHash !== null) {
    if (before.keyedHash === after.keyedHash) return { kind: 'same', by: 'keyed hash' };
    if (before.encoding === 'none' || after.encoding === 'none') return { kind: 'told', words: 'They differ, as their keyed hashes say; masking keeps nothing of them to compare.' };
  }
  if (before.encoding === 'none' || after.encoding === 'none') return { kind: 'told', words: 'Masking keeps nothing of one of them, so they cannot be compared.' };
  if (before.sha256 !== null && before.sha256 === after.sha256) return { kind: 'same', by: 'content' };
  if (before.text === undefined || after.text === undefined) return differenceOfBytes(before, after);
  return differenceOfTexts(before.text, after.text, before.truncated || after.truncated);
}

function differenceOfTexts(before: string, after: string, cut: boolean): PayloadDifference {
  if (!cut && before === after) return { kind: 'same', by: 'content' };
  const [left, right] = [readJson(before), readJson(after)];
  const both = left.kind === 'tree' && right.kind === 'tree' ? ([left.document, right.document] as const) : null;
  const changes = cut || both === null ? null : differenceOfStructure(...both);
  if (changes !== null) return changes.length === 0 ? { kind: 'told', words: 'They say the same, and are written differently: in spaces, in the order of names, or in escapes.' } : { kind: 'structure', changes };
  const lines = both === null ? [linesOf(before), linesOf(after)] as const : [written(both[0]), written(both[1])] as const;
  const isTooLarge = both !== null || [left, right].some(({ kind }) => kind === 'too-large' || kind === 'too-deep');
  return { kind: 'lines', why: cut ? 'cut' : isTooLarge ? 'too large' : 'no JSON', ...differenceOfLines(...lines) };
}

/** Text without a line feed is broken into pieces, so that the rest of it does not count as changed. */
const linesOf = (text: string): string[] => text.slice(0, LONGEST_TEXT).split('\n').flatMap((line) => line.match(/[^]{1,120}/g) ?? ['']);

/** A value a line, each with its name: what differs between documents that are too large for more. */
const written = (document: JsonDocument): string[] =>
  document.nodes.map(({ kind, depth, name, size }, node) => `${'  '.repeat(depth)}${name === null ? '' : `${JSON.stringify(name)}: `}${kind === 'object' ? `{${size}}` : kind === 'array' ? `[${size}]` : writtenText(document, node)}`);

function differenceOfBytes(before: PayloadInput, after: PayloadInput): PayloadDifference {
  const [left, right] = [before.hex, after.hex];
  if (left === undefined || right === undefined) return { kind: 'told', words: left === right ? 'Neither was kept.' : 'One is text, the other is bytes.' };
  const cut = before.truncated || after.truncated;
  if (left === right && !cut) return { kind: 'same', by: 'content' };
  const rows = (hex: string): string[] => hex.match(/.{1,32}/g) ?? [];
  return { kind: 'lines', why: cut ? 'cut' : 'no JSON', ...differenceOfLines(rows(left), rows(right)) };
}
