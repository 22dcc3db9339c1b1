/**
 * The names of a message's headers, in their order. A hundred names are asked for of every message, and messages of a topic have the same few:
 * which of them are there, and where, is found out once for each shape.
 */
import type { Header } from '#lib/core/record.ts';

export interface HeaderShape {
  /** Where the values of this name stand, without regard to case; null values stand nowhere. */
  places(name: string): readonly number[];
  /** Those of the names that have a value, in their order. */
  present(names: readonly string[]): readonly string[];
}

/** Whoever writes a new name into each message makes as many shapes: then all begin anew. */
const MOST_KEPT = 1000;
/** In UTF-16 code units. */
const LONGEST_KEPT = 2000;
const shapes = new Map<string, HeaderShape>();

export function shapeOf(headers: readonly Header[]): HeaderShape {
  let signature = '';
  // Behind their lengths names cannot be mistaken for other ones.
  for (const { name, value } of headers) signature += `${value === null ? '-' : ''}${name.length}:${name}`;
  const known = shapes.get(signature);
  if (known !== undefined) return known;
  const shape = newShape(headers);
  if (signature.length > LONGEST_KEPT) return shape;
  if (shapes.size >= MOST_KEPT) shapes.clear();
  shapes.set(signature, shape);
  return shape;
}

function newShape(headers: readonly Header[]): HeaderShape {
  const byName = new Map<string, number[]>();
  for (const [place, { name, value }] of headers.entries()) {
    if (value === null) continue;
    const lower = name.toLowerCase();
    const places = byName.get(lower);
    if (places === undefined) byName.set(lower, [place]);
    else places.push(place);
  }
  // By the names as they are asked for: they come from the conventions, and are lower-cased once.
  const asked = new Map<string, readonly number[]>();
  const askedLists = new WeakMap<readonly string[], readonly string[]>();
  const places = (name: string): readonly number[] => {
    let found = asked.get(name);
    if (found === undefined) asked.set(name, (found = byName.get(name.toLowerCase()) ?? NONE));
    return found;
  };
  return {
    places,
    present: (names) => {
      let found = askedLists.get(names);
      if (found === undefined) askedLists.set(names, (found = names.filter((name) => places(name).length > 0)));
      return found;
    },
  };
}

const NONE: readonly number[] = [];
