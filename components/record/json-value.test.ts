import { describe, expect, it } from 'vitest';
import { mapTexts, readJson } from '#components/record/json-value.ts';

describe('reading JSON', () => {
  it('keeps the digits of large integers', () => {
    expect(readJson('{"id": 9007199254740993, "n": -12345678901234567890, "f": 1.5}')).toEqual({ kind: 'tree', value: { id: 9007199254740993n, n: -12345678901234567890n, f: 1.5 } });
  });

  it('keeps the digits of what no double holds', () => {
    expect(readJson('{"e": 1e400, "d": 0.12345678901234567890, "p": 12.50}')).toEqual({ kind: 'tree', value: { e: '1e400', d: '0.12345678901234567890', p: 12.5 } });
  });

  it.each([
    ['"text"', 'scalar'],
    ['null', 'scalar'],
    ['{"a":', 'no-json'],
    ['', 'no-json'],
    ['['.repeat(6000) + ']'.repeat(6000), 'too-deep'],
    ['{"__proto__": {"x": 1}}', 'tree'],
  ])('%.20s is %s', (text, kind) => {
    expect(readJson(text).kind).toBe(kind);
  });
});

it('changes keys and values alike', () => {
  expect(mapTexts({ a: ['b', 1, null, { c: 'd' }] }, (text) => text.toUpperCase())).toEqual({ A: ['B', 1, null, { C: 'D' }] });
});
