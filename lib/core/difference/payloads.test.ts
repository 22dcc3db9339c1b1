import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { differenceOfPayloads, type PayloadInput } from '#lib/core/difference/payloads.ts';

const payload = (text: string, more: Partial<PayloadInput> = {}): PayloadInput => ({ size: text.length, truncated: false, masked: false, sha256: null, keyedHash: null, encoding: 'text', text, ...more });
const compare = (before: string, after: string) => differenceOfPayloads(payload(before), payload(after));

/** In one line each: `~ /a 1 → 2`. */
function said(before: unknown, after: unknown): string[] {
  const [left, right] = [before, after].map((each) => (typeof each === 'string' ? each : JSON.stringify(each)));
  const difference = compare(left!, right!);
  if (difference.kind !== 'structure') throw new Error(JSON.stringify(difference));
  const signs = { added: '+', removed: '-', changed: '~', moved: '>' } as const;
  return difference.changes.map(({ kind, at, from, before: then, after: now }) => `${signs[kind]} ${at} ${kind === 'moved' ? `from ${from}` : kind === 'changed' ? `${then} → ${now}` : (then ?? now)}`);
}

describe('structure', () => {
  it.each<[string, unknown, unknown, string[]]>([
    ['a changed value', { a: 1, b: { c: 'x' } }, { a: 1, b: { c: 'y' } }, ['~ /b/c "x" → "y"']],
    ['an added and a removed one', { a: 1 }, { b: { c: 2 } }, ['- /a 1', '+ /b {"c":2}']],
    ['another kind of value', { a: 1 }, { a: [1] }, ['~ /a 1 → [1]']],
    ['null against nothing', { a: null }, {}, ['- /a null']],
    ['digits that no double holds', '{"a":9007199254740993}', '{"a":9007199254740992}', ['~ /a 9007199254740993 → 9007199254740992']],
    ['__proto__', '{"__proto__":{"a":1}}', '{"__proto__":{"a":2}}', ['~ /__proto__/a 1 → 2']],
    ['a name called like the library’s own signs', '{"_t":"a","0":1,"_0":2}', '{"_t":"b","0":2,"_0":2}', ['~ /_t "a" → "b"', '~ /0 1 → 2']],
    ['names to escape', { 'a/b': 1 }, { 'a/b': 2 }, ['~ /a~1b 1 → 2']],
    ['an item in front', { l: [{ sku: 'B', n: 1 }] }, { l: [{ sku: 'A', n: 1 }, { sku: 'B', n: 2 }] }, ['+ /l/0 {"sku":"A","n":1}', '~ /l/1/n 1 → 2']],
    ['an item moved', [{ id: 1 }, { id: 2 }, { id: 3 }], [{ id: 3 }, { id: 1 }, { id: 2 }], ['> /0 from /2']],
    ['an item moved and changed', [{ id: 1, a: 1 }, { id: 2 }, { id: 3 }], [{ id: 2 }, { id: 3 }, { id: 1, a: 2 }], ['> /2 from /0', '~ /2/a 1 → 2']],
    ['an item without a name, changed in place', [{ n: 1 }, { n: 2 }], [{ n: 1 }, { n: 3 }], ['~ /1/n 2 → 3']],
    ['an equal item without a name, pushed down', [{ n: 1 }], [{ n: 0 }, { n: 1 }], ['+ /0 {"n":0}']],
    ['plain values', ['a', 'b'], ['b', 'c'], ['- /0 "a"', '+ /1 "c"']],
    ['masked values, by their masks', { mail: 'masked:email:aa', name: 'masked:text:bb' }, { mail: 'masked:email:cc', name: 'masked:text:bb' }, ['~ /mail "masked:email:aa" → "masked:email:cc"']],
    ['objects against arrays', {}, [], ['~  {} → []']],
  ])('%s', (_what, before, after, changes) => {
    expect(said(before, after)).toEqual(changes);
  });

  it('is nothing between any document and itself, however it is written', () => {
    fc.assert(
      fc.property(fc.oneof(fc.dictionary(fc.string(), fc.jsonValue()), fc.array(fc.jsonValue())), (value) => {
        expect(compare(JSON.stringify(value), JSON.stringify(value, null, 2)).kind).toMatch(/^(same|told)$/);
      }),
    );
  });

  it('is found between any two documents that differ', () => {
    const document = fc.dictionary(fc.string(), fc.jsonValue(), { minKeys: 1 });
    fc.assert(
      fc.property(document, document, (before, after) => {
        fc.pre(JSON.stringify(before) !== JSON.stringify(after));
        expect(['structure', 'told']).toContain(compare(JSON.stringify(before), JSON.stringify(after)).kind);
      }),
    );
  });
});

test('what is written differently and says the same is told so', () => {
  expect(compare('{"a":1,"b":"é"}', '{ "b": "\\u00e9", "a": 1 }')).toMatchObject({ kind: 'told', words: expect.stringContaining('the same') });
});

describe('what is no structure', () => {
  it.each<[string, PayloadInput, PayloadInput, object]>([
    ['text by lines', payload('a\nb\nc'), payload('a\nB\nc'), { kind: 'lines', why: 'no JSON', coarse: false, lines: [{ kind: 'same', text: 'a' }, { kind: 'removed', text: 'b' }, { kind: 'added', text: 'B' }, { kind: 'same', text: 'c' }] }],
    ['one of them JSON', payload('{"a":1}'), payload('{"a":'), { kind: 'lines', why: 'no JSON' }],
    ['what is known in part', payload('{"a":1', { truncated: true }), payload('{"a":2', { truncated: true }), { kind: 'lines', why: 'cut' }],
    ['bytes', payload('', { encoding: 'hex', text: undefined, hex: '00ff' }), payload('', { encoding: 'hex', text: undefined, hex: '00fe' }), { kind: 'lines', lines: [{ kind: 'removed', text: '00ff' }, { kind: 'added', text: '00fe' }] }],
    ['a tombstone', payload('a'), payload('', { encoding: 'tombstone', text: undefined }), { kind: 'told', words: 'This one is a tombstone; the other has a payload.' }],
    ['two tombstones', payload('', { encoding: 'tombstone' }), payload('', { encoding: 'tombstone' }), { kind: 'same' }],
    ['equal hashes of what is known in part', payload('x', { truncated: true, sha256: 'aa' }), payload('x', { truncated: true, sha256: 'aa' }), { kind: 'same', by: 'content' }],
    ['equal keyed hashes', payload('x', { masked: true, keyedHash: 'aa' }), payload('y', { masked: true, keyedHash: 'aa' }), { kind: 'same', by: 'keyed hash' }],
    ['masked away', payload('', { encoding: 'none', keyedHash: 'aa' }), payload('', { encoding: 'none', keyedHash: 'bb' }), { kind: 'told', words: expect.stringContaining('differ') }],
    ['one masked away', payload('x'), payload('', { encoding: 'none', keyedHash: 'bb' }), { kind: 'told', words: expect.stringContaining('cannot be compared') }],
  ])('%s', (_what, before, after, difference) => {
    expect(differenceOfPayloads(before, after)).toMatchObject(difference);
  });

  it('is compared by lines where it is too large for more', () => {
    const rows = (changed: number) => JSON.stringify(Array.from({ length: 600 }, (_, n) => ({ n: n === changed ? -1 : n })));
    expect(compare(rows(-1), rows(300))).toMatchObject({ kind: 'lines', why: 'too large', coarse: false, lines: expect.arrayContaining([{ kind: 'removed', text: '    "n": 300' }, { kind: 'added', text: '    "n": -1' }]) });
  });

  it('is said to be replaced where that is too long, too', () => {
    const text = (sign: string) => Array.from({ length: 2000 }, (_, n) => `${sign}${n}`).join('\n');
    expect(compare(text('a'), text('b'))).toMatchObject({ kind: 'lines', coarse: true });
  });

  it('is compared however deep it is', () => {
    const deep = (inner: string) => '['.repeat(6000) + inner + ']'.repeat(6000);
    expect(compare(deep('1'), deep('2'))).toMatchObject({ kind: 'lines', why: 'too large' });
  });
});
