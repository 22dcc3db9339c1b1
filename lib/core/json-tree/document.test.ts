import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { pointerTo, readJson, valueText, writtenText, type JsonDocument } from '#lib/core/json-tree/document.ts';

function tree(text: string): JsonDocument {
  const read = readJson(text);
  if (read.kind !== 'tree') throw new Error(`${read.kind}: ${text}`);
  return read.document;
}

/** Back to a value, as any parser reads it. */
function valueOf(document: JsonDocument, node = 0): unknown {
  const { kind, next } = document.nodes[node]!;
  if (kind === 'string') return valueText(document, node);
  if (kind !== 'object' && kind !== 'array') return JSON.parse(writtenText(document, node));
  const entries: [string, unknown][] = [];
  for (let at = node + 1; at < next; at = document.nodes[at]!.next) entries.push([document.nodes[at]!.name ?? '', valueOf(document, at)]);
  return kind === 'array' ? entries.map(([, value]) => value) : Object.fromEntries(entries);
}

describe('reading a tree', () => {
  it.each([
    ['{"id": 9007199254740993, "n": -12345678901234567890}', ['/id', '9007199254740993', '/n', '-12345678901234567890']],
    ['{"e":1e400,"p":12.50, "t" : true,"z":null}', ['/e', '1e400', '/p', '12.50', '/t', 'true', '/z', 'null']],
    ['{"10":"b","2":"a"}', ['/10', 'b', '/2', 'a']],
    ['{"a":1,"a":2}', ['/a', '1', '/a', '2']],
    ['{"__proto__":{"x":1}}', ['/__proto__', '{"x":1}', '/__proto__/x', '1']],
    ['{"a/b":{"~":["\\u0041\\"", {}]}}', ['/a~1b', '{"~":["\\u0041\\"", {}]}', '/a~1b/~0', '["\\u0041\\"", {}]', '/a~1b/~0/0', 'A"', '/a~1b/~0/1', '{}']],
    ['[\n"x",\r\n[ ] , "\\\\" ]', ['/0', 'x', '/1', '[ ]', '/2', '\\']],
    ['{"":{"a":"{\\"b\\":[1,2]}"}}', ['/', '{"a":"{\\"b\\":[1,2]}"}', '//a', '{"b":[1,2]}']],
  ])('%s', (text, expected) => {
    const document = tree(text);
    expect(document.nodes.slice(1).flatMap((_, index) => [pointerTo(document, index + 1), valueText(document, index + 1)])).toEqual(expected);
  });

  it('says the same as any parser', () => {
    fc.assert(
      fc.property(fc.oneof(fc.dictionary(fc.string(), fc.jsonValue()), fc.array(fc.jsonValue())), fc.constantFrom(undefined, 2, '\t'), (value, space) => {
        const text = JSON.stringify(value, null, space);
        expect(valueOf(tree(text))).toEqual(JSON.parse(text));
      }),
    );
  });
});

test.each([
  ['"text"', 'scalar'],
  ['null', 'scalar'],
  ['{"a":', 'no-json'],
  ['', 'no-json'],
  ['['.repeat(6000) + ']'.repeat(6000), 'too-deep'],
  [`["${'x'.repeat(2_200_000)}"]`, 'too-large'],
  [`[${'1,'.repeat(100_000)}1]`, 'too-large'],
  [`[${'1,'.repeat(50_000)}1]`, 'tree'],
])('%.20s is %s', (text, kind) => {
  expect(readJson(text).kind).toBe(kind);
});
