import { expect, test } from 'vitest';
import { pointerTo, readJson, type JsonDocument } from '#lib/core/json-tree/document.ts';
import { AT_FIRST, isOpen, reveal, turn, visibleRows, type Unfolding } from '#lib/core/json-tree/rows.ts';
import { searchDocument } from '#lib/core/json-tree/search.ts';

function tree(value: unknown): JsonDocument {
  const read = readJson(JSON.stringify(value));
  if (read.kind !== 'tree') throw new Error(read.kind);
  return read.document;
}

const document = tree({ order: { id: 4711, lines: [{ sku: { code: { of: 'MUG-31' } } }] }, note: 'a mug', empty: {} });
const seen = (unfolding: Unfolding) => visibleRows(document, unfolding).map((row) => pointerTo(document, row));

test('at first the upper levels are open', () => {
  expect(seen(AT_FIRST)).toEqual(['', '/order', '/order/id', '/order/lines', '/order/lines/0', '/note', '/empty']);
});

test('all, and none', () => {
  expect(seen({ all: 'open', turned: new Set() })).toHaveLength(document.nodes.length);
  expect(seen({ all: 'closed', turned: new Set() })).toEqual(['']);
});

test('one is turned, and turned back', () => {
  const closed = turn(AT_FIRST, 1);
  expect(seen(closed)).toEqual(['', '/order', '/note', '/empty']);
  expect(seen(turn(closed, 1))).toEqual(seen(AT_FIRST));
});

test('a value is revealed wherever it is', () => {
  const last = document.nodes.findIndex(({ name }) => name === 'of');
  for (const from of [AT_FIRST, { all: 'closed', turned: new Set<number>() }, turn(AT_FIRST, 1)] satisfies Unfolding[]) expect(seen(reveal(document, from, last))).toContain('/order/lines/0/sku/code/of');
});

test('long lists and what is empty wait', () => {
  const long = tree({ few: Array.from({ length: 40 }, () => 1), many: Array.from({ length: 41 }, () => 1), none: [] });
  expect(long.nodes.flatMap((node, index) => (isOpen(node, index, AT_FIRST) ? [pointerTo(long, index)] : []))).toEqual(['', '/few']);
});

test.each([
  ['mug', ['/order/lines/0/sku/code/of', '/note']],
  ['SKU', ['/order/lines/0/sku']],
  ['4711', ['/order/id']],
  ['', []],
  ['{', []],
])('searching for %s', (wanted, found) => {
  expect(searchDocument(document, wanted).nodes.map((node) => pointerTo(document, node))).toEqual(found);
});

test('matches are bounded, and it is said', () => {
  expect(searchDocument(tree(['a', 'a', 'a']), 'a', 2)).toEqual({ nodes: [1, 2], more: true });
  expect(searchDocument(tree(['a', 'a']), 'a', 2)).toEqual({ nodes: [1, 2], more: false });
});
