import { describe, expect, it } from 'vitest';
import { checkJson, draftOf, editOf, type Original } from '#components/dead-letters/edit.ts';

const header = (name: string, value: string | null, encoding: 'utf8' | 'hex' | 'int32' = 'utf8', hex?: string) => ({ name, value, encoding, ...(hex === undefined ? {} : { hex }), meaning: [] });
const original: Original = { key: 'k', headers: [header('a', '1'), header('n', '7', 'int32', '00000007'), header('b', 'ff00', 'hex'), header('a', null)], value: '{"currency":null}' };

describe('an edit', () => {
  it('is none where nothing was changed', () => {
    expect(editOf(original, draftOf(original))).toBeNull();
  });

  it('holds only what was changed', () => {
    expect(editOf(original, { ...draftOf(original), value: '{"currency":"EUR"}' })).toEqual({ value: { text: '{"currency":"EUR"}' } });
    expect(editOf(original, { ...draftOf(original), key: null })).toEqual({ key: null });
    expect(editOf(original, { ...draftOf(original), value: null })).toEqual({ value: null });
  });

  it('keeps the bytes of headers that stay, in their order, repeats and nulls included', () => {
    const draft = draftOf(original);
    expect(editOf(original, { ...draft, headers: [...draft.headers, { row: 9, name: 'new', value: 'x', as: null }] })).toEqual({
      headers: [
        { name: 'a', value: { text: '1' } },
        { name: 'n', value: { base64: 'AAAABw==' } },
        { name: 'b', value: { base64: '/wA=' } },
        { name: 'a', value: null },
        { name: 'new', value: { text: 'x' } },
      ],
    });
  });

  it('says nothing of a value that is not here', () => {
    const partly = { ...original, value: undefined };
    expect(editOf(partly, draftOf(partly))).toBeNull();
  });
});

it.each([
  ['{"a":1}', true, 'json'],
  ['{"a":}', true, 'broken'],
  ['plain', true, 'broken'],
  ['plain', false, 'none'],
  ['{ half', false, 'broken'],
  [null, true, 'none'],
])('%j, JSON before: %s, is %s', (text, was, kind) => {
  expect(checkJson(text, was).kind).toBe(kind);
});
