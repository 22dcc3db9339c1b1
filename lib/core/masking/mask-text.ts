/** Masks what stands in a text: by patterns, or all of it. */
import { isPlainNumber, looksUnique } from '#lib/core/conventions/unique-looking.ts';
import { isUselessId } from '#lib/core/conventions/useless-ids.ts';
import type { KeyedHash } from '#lib/core/masking/keyed-hash.ts';
import type { Match, Pattern } from '#lib/core/masking/patterns/pattern.ts';

export interface TextEdit {
  readonly start: number;
  readonly end: number;
  readonly mask: string;
  /** The pattern that found it. */
  readonly pattern: string;
}

/** What the patterns find, in order and without overlaps; where two overlap, both are covered by one mask. */
export function findEdits(text: string, patterns: readonly Pattern[], hash: KeyedHash, bytes: boolean): readonly TextEdit[] {
  const matches: (Match & { readonly pattern: string })[] = [];
  for (const pattern of patterns) for (const match of pattern.find(text, bytes)) matches.push({ ...match, pattern: pattern.name });
  if (matches.length === 0) return [];
  matches.sort((a, b) => a.start - b.start || b.end - a.end);
  const edits: TextEdit[] = [];
  let current = matches[0]!;
  const close = (): void => void edits.push({ start: current.start, end: current.end, mask: hash.mask(current.pattern, current.value), pattern: current.pattern });
  for (const match of matches.slice(1)) {
    if (match.start >= current.end) {
      close();
      current = match;
    } else if (match.end > current.end) {
      current = { ...current, end: match.end, value: text.slice(current.start, match.end) };
    }
  }
  close();
  return edits;
}

export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  let masked = '';
  let at = 0;
  for (const { start, end, mask } of edits) {
    masked += text.slice(at, start) + mask;
    at = end;
  }
  return masked + text.slice(at);
}

/**
 * The mask of a whole value that a rule names. What the value is good for must survive, or masking would join what did not belong together:
 * `id` looks unique and may join, `number` and `text` only find, `empty` names nothing. A value that is all of what a pattern finds has that
 * pattern's mask, so that it is the same wherever it stands.
 */
export function maskValue(value: string, patterns: readonly Pattern[], hash: KeyedHash): string {
  const text = value.trim();
  for (const pattern of patterns) {
    const [match] = pattern.find(text, false);
    if (match?.start === 0 && match.end === text.length) return hash.mask(pattern.name, match.value);
  }
  if (isUselessId(text)) return 'masked:empty';
  return hash.mask(looksUnique(text) ? 'id' : isPlainNumber(text) ? 'number' : 'text', text);
}
