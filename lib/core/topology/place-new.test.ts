import fc from 'fast-check';
import { expect, test } from 'vitest';
import { placeNew, type Box } from '#lib/core/topology/place-new.ts';

const box = (x: number, y: number): Box => ({ x, y, width: 100, height: 30 });
const overlaps = (a: Box, b: Box): boolean => a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

test('a new node stands right of what it comes from, at its height', () => {
  expect(placeNew(new Map([['a', box(0, 40)]]), [{ id: 'b', width: 80, height: 30 }], [{ from: 'a', to: 'b' }])).toEqual(new Map([['b', { x: 210, y: 40, width: 80, height: 30 }]]));
});

test('a new node stands left of what it leads to where nothing leads to it', () => {
  expect(placeNew(new Map([['a', box(0, 40)]]), [{ id: 'b', width: 80, height: 30 }], [{ from: 'b', to: 'a' }]).get('b')).toMatchObject({ x: -190, y: 40 });
});

test('what has no neighbours stands below all', () => {
  expect(placeNew(new Map([['a', box(0, 40)]]), [{ id: 'b', width: 80, height: 30 }], []).get('b')).toMatchObject({ x: 0, y: 92 });
});

test('new nodes never lie on others, and move none', () => {
  const places = fc.uniqueArray(fc.tuple(fc.nat(6), fc.nat(12)), { minLength: 1, maxLength: 30, selector: ([x, y]) => `${x},${y}` });
  const links = fc.array(fc.tuple(fc.nat(34), fc.nat(34)), { maxLength: 40 });
  fc.assert(
    fc.property(places, links, (at, pairs) => {
      const placed = new Map(at.map(([x, y], index) => [`${index}`, box(x * 260, y * 55)]));
      const fresh = [30, 31, 32, 33, 34].map((id) => ({ id: `${id}`, width: 120, height: 44 }));
      const added = placeNew(placed, fresh, pairs.map(([from, to]) => ({ from: `${from}`, to: `${to}` })));
      expect([...added.keys()]).toEqual(fresh.map(({ id }) => id));
      const all = [...placed.values(), ...added.values()];
      for (const mine of added.values()) expect(all.filter((other) => other !== mine && overlaps(mine, other))).toEqual([]);
    }),
  );
});
