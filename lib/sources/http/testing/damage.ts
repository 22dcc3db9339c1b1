/** Damage to bytes, as a broken sender or an attacker would do it. */
import * as fc from 'fast-check';

/** One: some bytes at a place are replaced, removed or repeated. */
const damage = fc.record({ at: fc.double({ min: 0, max: 1, noNaN: true }), remove: fc.nat(6), insert: fc.oneof(fc.uint8Array({ maxLength: 6 }), fc.constantFrom('{', '[', '"', 'null', '-1', '1e999', '\\u0000', '\\ud800', '__proto__').map((text) => Buffer.from(text))) });

export const anyDamages = fc.array(damage, { minLength: 1, maxLength: 4 });

export function damaged(body: Buffer, damages: readonly { at: number; remove: number; insert: Uint8Array }[]): Buffer {
  let bytes = body;
  for (const { at, remove, insert } of damages) {
    const place = Math.floor(at * bytes.length);
    bytes = Buffer.concat([bytes.subarray(0, place), insert, bytes.subarray(place + remove)]);
  }
  return bytes;
}
