import { hexOf } from '#components/record/hex.ts';
import { jsonBehindSchemaId, readableText } from '#lib/core/readable-text.ts';

/** A value's bytes as far as the panel shows them; the rest is for the download. */
export interface WholeContent {
  readonly text?: string;
  /** Of the first bytes. */
  readonly hex?: string;
}

const MOST_HEX_BYTES = 16 * 1024;

/** As the server decodes what it keeps: text, behind Confluent's framing too; else hex. */
export function wholeContent(bytes: Uint8Array): WholeContent {
  const text = readableText(bytes, false) ?? jsonBehindSchemaId(bytes, false)?.text;
  return text === undefined ? { hex: hexOf(bytes.subarray(0, MOST_HEX_BYTES)) } : { text };
}
