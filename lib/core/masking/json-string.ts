/** The text of a JSON string, and where each of its characters stands in the source. */
export interface DecodedString {
  readonly text: string;
  /** Index in the source of each UTF-16 unit of `text`, and behind the last; null where nothing is escaped and both are the same. */
  readonly places: Uint32Array | null;
}

/** `source` is what stands between the quotes. An escape that JSON does not have stands for its own characters. */
export function decodeString(source: string): DecodedString {
  if (!source.includes('\\')) return { text: source, places: null };
  const units: string[] = [];
  const places: number[] = [];
  for (let at = 0; at < source.length; ) {
    places.push(at);
    const unit = source[at] === '\\' ? escaped(source, at) : null;
    units.push(unit === null ? source[at]! : unit.text);
    at += unit === null ? 1 : unit.length;
  }
  places.push(source.length);
  return { text: units.join(''), places: Uint32Array.from(places) };
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
