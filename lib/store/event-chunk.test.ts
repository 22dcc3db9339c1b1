import fc from 'fast-check';
import { expect, test } from 'vitest';
import { chunkSize, decodeHeads, decodeValues, encodeEvents, type EventBody } from '#lib/store/event-chunk.ts';

const bytes = fc.uint8Array({ maxLength: 300 });
const body: fc.Arbitrary<EventBody> = fc.record({ key: fc.option(bytes), headers: bytes, meta: bytes, sha256: fc.option(bytes), value: fc.option(bytes) });
const plain = (value: Uint8Array | null): number[] | null => value && [...value];

function unpacked(bodies: readonly EventBody[]) {
  const encoded = encodeEvents(bodies);
  const values = decodeValues(encoded.values);
  return decodeHeads(encoded.heads).map(({ key, headers, meta, sha256, kept, from }) => ({
    key: plain(key), headers: plain(headers), meta: plain(meta), sha256: plain(sha256), value: kept === null ? null : plain(values.subarray(from, from + kept)),
  }));
}

test('bodies come back byte for byte, with what is null and what is empty told apart', () => {
  fc.assert(
    fc.property(fc.array(body, { minLength: 1, maxLength: 64 }), (bodies) => {
      expect(unpacked(bodies)).toEqual(bodies.map(({ key, headers, meta, sha256, value }) => ({ key: plain(key), headers: plain(headers), meta: plain(meta), sha256: plain(sha256), value: plain(value) })));
    }),
  );
});

test('messages that are alike take a small part of the room', () => {
  const alike = Array.from({ length: 64 }, (_, index): EventBody => ({ key: Buffer.from(`order-${index}`), headers: Buffer.from('content-type: application/json'), meta: Buffer.from(`{"type":"order.created","id":${index}}`), sha256: null, value: Buffer.from(`{"orderId":"order-${index}","state":"created","items":[]}`) }));
  const { heads, values } = encodeEvents(alike);
  expect(heads.length + values.length).toBeLessThan(64 * 25);
});

test('a chunk holds 64 messages, or 64 KiB, or one message that is larger', () => {
  const of = (size: number): EventBody => ({ key: null, headers: new Uint8Array(), meta: new Uint8Array(), sha256: null, value: new Uint8Array(size) });
  expect(chunkSize(Array.from({ length: 100 }, () => of(10)), 0)).toBe(64);
  expect(chunkSize(Array.from({ length: 100 }, () => of(10)), 90)).toBe(10);
  expect(chunkSize(Array.from({ length: 100 }, () => of(20_000)), 0)).toBe(3);
  expect(chunkSize([of(10), of(5_000_000), of(10)], 0)).toBe(1);
  expect(chunkSize([of(10), of(5_000_000), of(10)], 1)).toBe(1);
});

test('what is no chunk is refused', () => {
  const { heads } = encodeEvents([{ key: null, headers: new Uint8Array(9), meta: new Uint8Array(), sha256: null, value: null }]);
  expect(() => decodeHeads(heads.subarray(0, heads.length - 3))).toThrow();
  expect(() => decodeHeads(new Uint8Array([1, 2, 3]))).toThrow();
  // Headers of 100 bytes, of which one is there.
  expect(() => decodeHeads(encodeEvents([{ key: null, headers: new Uint8Array(), meta: new Uint8Array(), sha256: null, value: Uint8Array.of(0, 100, 1) }]).values)).toThrow(RangeError);
});
