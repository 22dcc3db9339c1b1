import { createHmac } from 'node:crypto';

/** 80 bits: a thousand million different values, and still no two of them likely to look equal. In hex digits. */
const DIGITS = 20;

/**
 * Hashes that equal values share and nobody can compute without the key. A plain hash of a card number is found by trying all of them;
 * HMAC-SHA-256 (RFC 2104) is not.
 */
export class KeyedHash {
  readonly #key: Uint8Array;

  constructor(key: Uint8Array) {
    this.#key = key;
  }

  /** `masked:email:3f9a…`. The label is no part of what is hashed. */
  mask(label: string, value: string): string {
    return `masked:${label}:${createHmac('sha256', this.#key).update('value\0').update(value, 'utf8').digest('hex').slice(0, DIGITS)}`;
  }

  /** Of a whole payload, in the place of its SHA-256: 32 bytes. */
  digest(bytes: Uint8Array): Uint8Array {
    return createHmac('sha256', this.#key).update('payload\0').update(bytes).digest();
  }

  /** Of a name that only needs to be told from others. */
  identity(text: string): string {
    return createHmac('sha256', this.#key).update('identity\0').update(text, 'utf8').digest('hex');
  }
}
