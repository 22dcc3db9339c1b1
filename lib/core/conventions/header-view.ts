import type { Header } from '#lib/core/record.ts';
import { shapeOf } from '#lib/core/conventions/header-shape.ts';
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
  /** Those of the names that are there, in their order. `names` is a list of the conventions, never one that was made for the message. */
  present(names: readonly string[]): readonly string[];
}

export function viewHeaders(headers: readonly Header[], note: Note): HeaderView {
  const shape = shapeOf(headers);
  const bytesAt = (place: number | undefined): Uint8Array | null => (place === undefined ? null : (headers[place]?.value ?? null));
  const text = (name: string, bytes: Uint8Array | null): string | null => {
    if (bytes === null) return null;
    const decoded = textFromBytes(bytes);
    if (decoded === null) note(`header ${name} is not UTF-8`);
    return decoded === null ? null : decoded.trim();
  };
  return {
    last: (name) => text(name, bytesAt(shape.places(name).at(-1))),
    first: (name) => text(name, bytesAt(shape.places(name)[0])),
    all: (name) => shape.places(name).flatMap((place) => text(name, bytesAt(place)) ?? []),
    lastBytes: (name) => bytesAt(shape.places(name).at(-1)),
    count: (name) => shape.places(name).length,
    has: (name) => shape.places(name).length > 0,
    present: (names) => shape.present(names),
  };
}
