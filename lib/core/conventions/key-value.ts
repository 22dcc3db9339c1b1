import type { Note } from '#lib/core/conventions/notes.ts';
import { quoted } from '#lib/core/conventions/notes.ts';
import { isUselessId } from '#lib/core/conventions/useless-ids.ts';

/** Longer values are content, not names; index entries have limits too. In UTF-16 code units. */
export const LONGEST_KEY = 1000;

/** The value as a key, trimmed; null, with a note where it was there but can name nothing. */
export function keyValue(value: string | null, from: string, note: Note): string | null {
  if (value === null) return null;
  const text = value.trim();
  if (isUselessId(text)) {
    if (text !== '') note(`${from}: ${quoted(text)} names nothing`);
    return null;
  }
  if (text.length > LONGEST_KEY) {
    note(`${from}: a value of ${text.length} characters is too long for a key (at most ${LONGEST_KEY})`);
    return null;
  }
  if (/[\u0000-\u001f\u007f]/.test(text) || !text.isWellFormed()) {
    note(`${from}: ${quoted(text)} has control characters or half a surrogate pair`);
    return null;
  }
  return text;
}
