import fc from 'fast-check';
import { expect, test } from 'vitest';
import { pack } from '#lib/core/packed/pack.ts';
import { unpack } from '#lib/core/packed/unpack.ts';
import { generatedFlow } from '#lib/core/timeline/testing/sample-flows.ts';

const through = (value: unknown): unknown => unpack(JSON.parse(JSON.stringify(pack(value))) as ReturnType<typeof pack>);

test('what was packed is as it was', () => {
  fc.assert(fc.property(fc.jsonValue(), (value) => JSON.stringify(through(value)) === JSON.stringify(value)));
});

test.each([[null], [[]], [{}], ['\uD800'], [[[], [[]], {}]], [{ a: undefined, b: [undefined, NaN] }], [JSON.parse('{"__proto__": {"x": 1}, "constructor": 2}')], [{ 1: 'a', 0: 'b' }]])('keeps %j', (value: unknown) => {
  expect(JSON.stringify(through(value))).toBe(JSON.stringify(value));
});

test('an own property of the name of the prototype changes no prototype', () => {
  const kept = through(JSON.parse('{"__proto__": {"polluted": true}}')) as object;
  expect(Object.getPrototypeOf(kept)).toBe(Object.prototype);
  expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
});

test('a large flow takes a fraction', () => {
  const flow = generatedFlow(5_000);
  expect(through(flow)).toEqual(JSON.parse(JSON.stringify(flow)));
  expect(JSON.stringify(pack(flow)).length).toBeLessThan(JSON.stringify(flow).length / 3);
});
