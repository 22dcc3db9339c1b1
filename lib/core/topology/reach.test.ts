import { expect, test } from 'vitest';
import { reach } from '#lib/core/topology/reach.ts';

test('what leads to a node and what it leads to, around circles too', () => {
  const links = [['a', 'b'], ['b', 'c'], ['c', 'b'], ['d', 'c'], ['c', 'e'], ['x', 'y']].map(([from = '', to = '']) => ({ from, to }));
  expect(reach('b', links)).toEqual({ up: new Set(['b', 'a', 'c', 'd']), down: new Set(['b', 'c', 'e']) });
  expect(reach('y', links)).toEqual({ up: new Set(['y', 'x']), down: new Set(['y']) });
});
