import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fromPathPart, pathPart } from '#lib/core/path-part.ts';

test.each([['.', '~.'], ['..', '~..'], ['~.', '~~.'], ['~~..', '~~~..'], ['...', '...'], ['~', '~'], ['~a', '~a'], ['a/b', 'a%2Fb'], ['', '']])('%s is %s', (text, part) => {
  expect(pathPart(text)).toBe(part);
  expect(fromPathPart(part)).toBe(text);
});

test('whatever a name is, its address is followed as it stands, and names it', () => {
  const names = fc.oneof(fc.string(), fc.string({ unit: fc.constantFrom('.', '~', '/', '%', '2', 'E', '\\', '?', '#') }));
  fc.assert(fc.property(names, (name) => {
    const part = pathPart(name);
    const { pathname } = new URL(`/lag/kafka/${part}/history`, 'http://localhost');
    expect(pathname).toBe(`/lag/kafka/${part}/history`);
    expect(fromPathPart(part)).toBe(name.toWellFormed());
  }));
});
