import { describe, expect, test } from 'vitest';
import { pgJson, pgName, pgText } from '#lib/store/text.ts';

test('text loses what PostgreSQL refuses, and nothing else', () => {
  expect(pgText('a\0b')).toBe('a\uFFFDb');
  expect(pgText('a\uD800b')).toBe('a\uFFFDb');
  expect(pgText('grüße 🚚')).toBe('grüße 🚚');
});

describe('names', () => {
  test('of ordinary length stay', () => {
    expect(pgName('order.created')).toBe('order.created');
    expect(pgName('x'.repeat(500))).toBe('x'.repeat(500));
  });

  test('that are too long are cut and stay distinct', () => {
    const one = pgName(`${'🚚'.repeat(5000)}1`);
    const two = pgName(`${'🚚'.repeat(5000)}2`);
    expect(one).toHaveLength(500);
    expect(one.isWellFormed()).toBe(true);
    expect(one).not.toBe(two);
    expect(Buffer.byteLength(one)).toBeLessThan(2000);
  });
});

test('JSON keeps its shape', () => {
  expect(pgJson({ error: 'bad \0 byte', list: ['\uDC00', 1, null] })).toBe('{"error":"bad \uFFFD byte","list":["\uFFFD",1,null]}');
});
