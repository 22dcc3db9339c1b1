import { expect, test } from 'vitest';
import { KEY_LIMIT, keyText } from '#lib/services/flows/key-text.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

test.each<[string, Uint8Array | null, ReturnType<typeof keyText>]>([
  ['none', null, { key: null }],
  ['an empty one', bytes(''), { key: '' }],
  ['text', bytes('order-4711'), { key: 'order-4711' }],
  ['bytes', new Uint8Array([0, 255]), { key: '0x00ff' }],
  ['as much as is shown', bytes('x'.repeat(KEY_LIMIT)), { key: 'x'.repeat(KEY_LIMIT) }],
  ['a megabyte', bytes('x'.repeat(1 << 20)), { key: 'x'.repeat(KEY_LIMIT), keyBytes: 1 << 20 }],
  ['text that would be cut within a character', bytes(`x${'é'.repeat(KEY_LIMIT)}`), { key: `x${'é'.repeat(KEY_LIMIT / 2 - 1)}`, keyBytes: 1 + 2 * KEY_LIMIT }],
  ['many bytes', new Uint8Array(KEY_LIMIT + 1), { key: `0x${'00'.repeat(KEY_LIMIT)}`, keyBytes: KEY_LIMIT + 1 }],
])('%s', (_, key, told) => expect(keyText(key)).toEqual(told));
