import type { Header } from '#lib/core/record.ts';
import { textFromBytes } from '#lib/core/conventions/bytes.ts';
import type { Note } from '#lib/core/conventions/notes.ts';

/** Headers found by name, without regard to case. Null values count as absent; bytes that are not UTF-8 as absent with a note. */
export interface HeaderView {
  /** The last value of this name, trimmed. */
  last(name: string): string | null;
  /** The first value of this name, trimmed: what B3's multi-header form wants. */
  first(name: string): string | null;
  lastBytes(name: string): Uint8Array | null;
  has(name: string): boolean;
}

export function viewHeaders(headers: readonly Header[], note: Note): HeaderView {
  const byName = new Map<string, Uint8Array[]>();
  for (const { name, value } of headers) {
    if (value === null) continue;
    const lower = name.toLowerCase();
    const values = byName.get(lower);
    if (values) values.push(value);
    else byName.set(lower, [value]);
  }
  const text = (name: string, at: 0 | -1): string | null => {
    const bytes = byName.get(name.toLowerCase())?.at(at);
    if (!bytes) return null;
    const decoded = textFromBytes(bytes);
    if (decoded === null) note(`header ${name} is not UTF-8`);
    return decoded === null ? null : decoded.trim();
  };
  return {
    last: (name) => text(name, -1),
    first: (name) => text(name, 0),
    lastBytes: (name) => byName.get(name.toLowerCase())?.at(-1) ?? null,
    has: (name) => byName.has(name.toLowerCase()),
  };
}
