import { expect, test } from 'vitest';
import { differenceOfNames, type Named } from '#lib/core/difference/names.ts';

test.each<[string, Named[], Named[], object[]]>([
  ['nothing', [['a', '1']], [['a', '1']], []],
  ['another order', [['a', '1'], ['b', '2']], [['b', '2'], ['a', '1']], []],
  ['added, changed and removed', [['a', '1'], ['gone', 'x']], [['a', '2'], ['new', 'y']], [
    { kind: 'changed', at: 'a', before: '1', after: '2' },
    { kind: 'added', at: 'new', before: null, after: 'y' },
    { kind: 'removed', at: 'gone', before: 'x', after: null },
  ]],
  ['one that repeats once more', [['a', '1']], [['a', '1'], ['a', '2']], [{ kind: 'added', at: 'a (2)', before: null, after: '2' }]],
  ['null against text', [['a', null]], [['a', '']], [{ kind: 'changed', at: 'a', before: 'null', after: '' }]],
  ['names of objects', [['__proto__', '1']], [['__proto__', '2'], ['constructor', '3']], [
    { kind: 'changed', at: '__proto__', before: '1', after: '2' },
    { kind: 'added', at: 'constructor', before: null, after: '3' },
  ]],
])('%s', (_what, before, after, changes) => {
  expect(differenceOfNames(before, after)).toEqual(changes);
});
