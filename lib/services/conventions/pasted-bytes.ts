const HEX = /^0x([0-9a-f]*)$/i;

/** Text as UTF-8; `0x` and hex digits as the bytes that they write. `problem` says what is wrong with the digits. */
export function pastedBytes(text: string): Uint8Array | { readonly problem: string } {
  const digits = HEX.exec(text.trim())?.[1];
  if (digits === undefined) return Buffer.from(text.toWellFormed());
  if (digits.length % 2 === 1) return { problem: `0x${digits.slice(0, 20)}${digits.length > 20 ? '…' : ''} has an odd number of digits, and a byte needs two` };
  return Buffer.from(digits, 'hex');
}
