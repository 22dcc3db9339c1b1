/** E-mail addresses (RFC 5321, without quoted local parts; RFC 6531 beyond ASCII), also where a URL spells the `@` as `%40`. */
import type { Match, Pattern } from '#lib/core/masking/patterns/pattern.ts';

export const email: Pattern = { name: 'email', findsInWhole: true, find };

const LONGEST_LOCAL = 64;
const LONGEST_DOMAIN = 255;

/** From each `@` outwards, over no more than an address can have: that is linear, which a pattern of repetitions is not. */
function find(text: string, bytes: boolean): readonly Match[] {
  const found: Match[] = [];
  if (!text.includes('@') && !text.includes('%40')) return found;
  let before = 0;
  for (const { 0: sign, index } of text.matchAll(/@|%40/g)) {
    let start = index;
    while (start > before && index - start < LONGEST_LOCAL && isLocal(text, start - 1, bytes)) start--;
    while (start < index && text[start] === '.') start++;
    const from = index + sign.length;
    let end = from;
    while (end < text.length && end - from < LONGEST_DOMAIN && isDomain(text.charCodeAt(end), bytes)) end++;
    const domain = DOMAIN.exec(text.slice(from, end))?.[0];
    if (start === index || domain === undefined) continue;
    const match = { start, end: from + domain.length, value: `${text.slice(start, index)}@${domain}`.toLowerCase() };
    found.push(match);
    before = match.end;
  }
  return found;
}

/** At least two labels, the last of letters; the signs and dots that end a sentence are none of it. */
const DOMAIN = /^(?:[A-Za-z0-9\u0080-\uffff](?:[A-Za-z0-9\u0080-\uffff-]{0,61}[A-Za-z0-9\u0080-\uffff])?\.)+(?:xn--[A-Za-z0-9-]{1,59}|[A-Za-z\u0080-\uffff]{2,63})/;

const isLocal = (text: string, at: number, bytes: boolean): boolean => isWord(text.charCodeAt(at), bytes) || LOCAL_SIGNS.includes(text[at]!);
/** Of all that the standard allows what people use: `=`, `/` or a quote before an address is rather what it stands in, and would make another hash of it. */
const LOCAL_SIGNS = '._+-';

const isDomain = (code: number, bytes: boolean): boolean => isWord(code, bytes) || code === 0x2d || code === 0x2e;

function isWord(code: number, bytes: boolean): boolean {
  if (code < 0x80) return (code >= 0x30 && code <= 0x39) || (code >= 0x41 && code <= 0x5a) || (code >= 0x61 && code <= 0x7a);
  return !bytes && code > 0xa0 && !(code >= 0x2000 && code <= 0x206f) && !(code >= 0x3000 && code <= 0x303f) && code !== 0xfffd;
}
