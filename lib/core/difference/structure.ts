/**
 * What differs between two JSON documents, by structure. The library finds it; around it stands what it needs for values of any origin:
 * names get a prefix (`__proto__` would be lost otherwise), leaves are what was written (digits that no double holds count), and items
 * of arrays are matched by what identifies them rather than by their place.
 */
import { create, type Delta } from 'jsondiffpatch';
import type { Change } from '#lib/core/difference/change.ts';
import { decodeString, pointerPart, writtenText, type JsonDocument } from '#lib/core/json-tree/document.ts';

/** Together. The library compares every item of an array with every other. */
const MOST_NODES = 20_000;
const MOST_ITEMS = 500;

type Shaped = string | Shaped[] | { [name: string]: Shaped };

/** Null where the documents are too large to be compared so. */
export function differenceOfStructure(before: JsonDocument, after: JsonDocument): Change[] | null {
  if (before.nodes.length + after.nodes.length > MOST_NODES || hasLongArray(before) || hasLongArray(after)) return null;
  const origins = new WeakMap<object, { document: JsonDocument; node: number }>();
  const [left, right] = [shape(before, origins), shape(after, origins)];
  const common = commonItems(left, right);
  const library = create({ objectHash: (item: object, index?: number) => identityOf(item as Shaped, index, common), arrays: { detectMove: true, includeValueOnMove: true } });
  const changes: Change[] = [];
  collect(library.diff(left, right), '', '', (value) => textOf(value, origins), changes);
  return changes;
}

const hasLongArray = ({ nodes }: JsonDocument): boolean => nodes.some(({ kind, size }) => kind === 'array' && size > MOST_ITEMS);

/** Strings by what they say, whatever their escapes; everything else by what was written. Never deeper than a document may be. */
function shape(document: JsonDocument, origins: WeakMap<object, { document: JsonDocument; node: number }>, node = 0): Shaped {
  const { kind, next } = document.nodes[node]!;
  if (kind === 'string') return JSON.stringify(decodeString(writtenText(document, node)));
  if (kind !== 'object' && kind !== 'array') return writtenText(document, node);
  const entries: [string, Shaped][] = [];
  for (let at = node + 1; at < next; at = document.nodes[at]!.next) entries.push([`$${document.nodes[at]!.name ?? ''}`, shape(document, origins, at)]);
  const made = kind === 'array' ? entries.map(([, value]) => value) : Object.fromEntries(entries);
  origins.set(made, { document, node });
  return made;
}

/** Names by which an item is the same one whatever else of it changed; the first that it has. */
const NAMES = ['$id', '$_id', '$uuid', '$key', '$sku', '$code', '$name'];

/** Items are one where they are called the same, else where they are equal, else where they stand at the same place. */
function identityOf(item: Shaped, index: number | undefined, common: ReadonlySet<string>): string {
  if (typeof item === 'object' && !Array.isArray(item)) {
    const name = NAMES.find((each) => typeof item[each] === 'string') ?? Object.keys(item).find((each) => /(Id|_id|ID)$/.test(each) && typeof item[each] === 'string');
    if (name !== undefined) return `${name}=${JSON.stringify(item[name])}`;
  }
  const whole = JSON.stringify(item);
  return common.has(whole) ? `=${whole}` : `#${index}`;
}

/** The items of arrays that occur in both documents as they are. */
function commonItems(left: Shaped, right: Shaped): Set<string> {
  return new Set(items(left)).intersection(new Set(items(right)));
}

function items(value: Shaped): string[] {
  if (typeof value !== 'object') return [];
  const inside = Object.values(value);
  const own = Array.isArray(value) ? value.flatMap((item) => (typeof item === 'object' ? [JSON.stringify(item)] : [])) : [];
  return [...own, ...inside.flatMap(items)];
}

function textOf(value: unknown, origins: WeakMap<object, { document: JsonDocument; node: number }>): string {
  if (typeof value !== 'object' || value === null) return String(value);
  const origin = origins.get(value);
  return origin === undefined ? JSON.stringify(value) : writtenText(origin.document, origin.node);
}

/** `then` and `at`: the same place in the earlier and the later document. The delta's form: https://github.com/benjamine/jsondiffpatch/blob/master/docs/deltas.md */
function collect(delta: Delta, then: string, at: string, text: (value: unknown) => string, changes: Change[]): void {
  if (delta === undefined) return;
  if (Array.isArray(delta)) {
    if (delta.length === 1) changes.push({ kind: 'added', at, before: null, after: text(delta[0]) });
    else if (delta.length === 2) changes.push({ kind: 'changed', at, before: text(delta[0]), after: text(delta[1]) });
    else changes.push({ kind: 'removed', at: then, before: text(delta[0]), after: null });
    return;
  }
  if ('_t' in delta && delta._t === 'a') {
    collectItems(delta, then, at, text, changes);
    return;
  }
  for (const [name, inner] of Object.entries(delta)) {
    const part = pointerPart(name.slice(1));
    collect(inner as Delta, `${then}/${part}`, `${at}/${part}`, text, changes);
  }
}

function collectItems(delta: object, then: string, at: string, text: (value: unknown) => string, changes: Change[]): void {
  const movedFrom = new Map<string, string>();
  for (const [name, inner] of Object.entries(delta)) {
    if (!name.startsWith('_') || name === '_t') continue;
    const old = name.slice(1);
    const [value, to, move] = inner as [unknown, number, number];
    if (move !== 3) changes.push({ kind: 'removed', at: `${then}/${old}`, before: text(value), after: null });
    else {
      movedFrom.set(String(to), old);
      changes.push({ kind: 'moved', at: `${at}/${to}`, from: `${then}/${old}`, before: text(value), after: text(value) });
    }
  }
  for (const [name, inner] of Object.entries(delta)) {
    if (name.startsWith('_')) continue;
    collect(inner as Delta, `${then}/${movedFrom.get(name) ?? name}`, `${at}/${name}`, text, changes);
  }
}
