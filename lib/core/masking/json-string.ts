/** The text of a JSON string, and where each of its characters stands in the source. */
export interface DecodedString {
  readonly text: string;
  /** Index in the source of each UTF-16 unit of `text`, and behind the last; null where nothing is escaped and both are the same. */
  readonly places: Uint32Array | null;
}

/** `source` is what stands between the quotes. An escape that JSON does not have stands for its own characters. */
export function decodeString(source: string): DecodedString {
  if (!source.includes('\\')) return { text: source, places: null };
  // A string may have tens of millions of characters: what stands between escapes is taken in one piece.
  const places = new Uint32Array(source.length + 1);
  const pieces: string[] = [];
  let length = 0;
  let plainFrom = 0;
  for (let at = 0; at < source.length; ) {
    places[length++] = at;
    const unit = source[at] === '\\' ? escaped(source, at) : null;
    if (unit === null) {
      at += 1;
      continue;
    }
    pieces.push(source.slice(plainFrom, at), unit.text);
    at += unit.length;
    plainFrom = at;
  }
  places[length] = source.length;
  return { text: pieces.join('') + source.slice(plainFrom), places: places.subarray(0, length + 1) };
}

function escaped(source: string, at: number): { readonly text: string; readonly length: number } | null {
  const sign = source[at + 1] ?? '';
  if (sign === 'u') {
    const hex = source.slice(at + 2, at + 6);
    return /^[0-9A-Fa-f]{4}$/.test(hex) ? { text: String.fromCharCode(Number.parseInt(hex, 16)), length: 6 } : null;
  }
  const text = ESCAPES[sign];
  return text === undefined ? null : { text, length: 2 };
}

const ESCAPES: Readonly<Record<string, string>> = { '"': '"', '\\': '\\', '/': '/', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' };
