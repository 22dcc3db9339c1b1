/** Lines of 16 bytes as `hexdump -C` writes them: offset, bytes, and what is printable of them. */
export function hexLines(hex: string, most: number): string[] {
  const lines: string[] = [];
  for (let at = 0; at < hex.length && lines.length < most; at += 32) {
    const bytes = hex.slice(at, at + 32).match(/../g) ?? [];
    const printed = bytes.map((byte) => {
      const code = parseInt(byte, 16);
      return code >= 0x20 && code < 0x7f ? String.fromCharCode(code) : '.';
    });
    lines.push(`${(at / 2).toString(16).padStart(8, '0')}  ${bytes.join(' ').padEnd(47)}  ${printed.join('')}`);
  }
  return lines;
}

export const hexOf = (bytes: Uint8Array): string => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');

export const hexOfText = (text: string): string => hexOf(new TextEncoder().encode(text));
