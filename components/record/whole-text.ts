import { hexOf } from '#components/record/hex.ts';

/** A value's bytes as far as the panel shows them; the rest is for the download. */
export interface WholeContent {
  readonly text?: string;
  /** Of the first bytes. */
  readonly hex?: string;
}

const MOST_HEX_BYTES = 16 * 1024;
const FRAME_BYTES = 5;

/** As the server decodes what it keeps: text where it is UTF-8 without control characters, behind Confluent's framing too; else hex. */
export function wholeContent(bytes: Uint8Array): WholeContent {
  const text = readable(bytes) ?? (bytes[0] === 0 ? framedJson(bytes.subarray(FRAME_BYTES)) : null);
  if (text !== null) return { text };
  return { hex: hexOf(bytes.subarray(0, MOST_HEX_BYTES)) };
}

function framedJson(bytes: Uint8Array): string | null {
  const text = readable(bytes);
  return text !== null && /^\s*[[{]/.test(text) ? text : null;
}

function readable(bytes: Uint8Array): string | null {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    // oxlint-disable-next-line no-control-regex -- these are what is looked for
    return /[\u0000-\u0008\u000b\u000e-\u001f\u007f]/.test(text) ? null : text;
  } catch {
    return null; // the decoder's only way to say "not UTF-8"
  }
}
