import { readableText } from '#lib/core/readable-text.ts';

export const PREVIEW_BYTES = 256;

/** The first of so many bytes, as text where people can read it. */
export function previewOf(bytes: Uint8Array, size: number): { encoding: 'utf8' | 'hex'; value: string } {
  const first = bytes.subarray(0, PREVIEW_BYTES);
  const text = readableText(first, first.length < size);
  return text === null ? { encoding: 'hex', value: Buffer.from(first).toString('hex') } : { encoding: 'utf8', value: text };
}
