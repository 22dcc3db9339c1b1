import type { Header } from '#lib/core/record.ts';
import { textFromBytes } from '#lib/core/utf8.ts';
import type { Note } from '#lib/core/conventions/notes.ts';

/** Headers found by name, without regard to case. Null values count as absent; bytes that are not UTF-8 as absent with a note. */
export interface HeaderView {
  /** The last value of this name, trimmed. */
  last(name: string): string | null;
  /** The first value of this name, trimmed: what B3's multi-header form wants. */
  first(name: string): string | null;
  /** Every value of this name in order, trimmed; those that are not UTF-8 are left out. */
  all(name: string): readonly string[];
  count(name: string): number;
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
  const valuesOf = (name: string): readonly Uint8Array[] => byName.get(lowerCased(name)) ?? NONE;
  const text = (name: string, bytes: Uint8Array | undefined): string | null => {
    if (!bytes) return null;
    const decoded = textFromBytes(bytes);
    if (decoded === null) note(`header ${name} is not UTF-8`);
    return decoded === null ? null : decoded.trim();
  };
  return {
    last: (name) => text(name, valuesOf(name).at(-1)),
    first: (name) => text(name, valuesOf(name)[0]),
    all: (name) => valuesOf(name).flatMap((bytes) => text(name, bytes) ?? []),
    lastBytes: (name) => valuesOf(name).at(-1) ?? null,
    count: (name) => valuesOf(name).length,
    has: (name) => byName.has(lowerCased(name)),
  };
}

/** Names that are asked for come from the conventions, a hundred in all, and are asked of every message: each is lower-cased, and hashed, once. */
function lowerCased(name: string): string {
  let lower = lowerCase.get(name);
  if (lower === undefined) lowerCase.set(name, (lower = name.toLowerCase()));
  return lower;
}
const lowerCase = new Map<string, string>();

const NONE: readonly Uint8Array[] = [];
