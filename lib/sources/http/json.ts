/** Reads JSON that strangers sent: bounded in what it costs, exact in its integers. */
import { Malformed } from '#lib/sources/http/malformed.ts';

/**
 * V8 parses without recursion, so this only bounds what a body of brackets costs. What reads the values has a bound of its own:
 * an attribute that is nested too deep refuses its own span, as it does in protobuf, and not its neighbours.
 */
const MAX_DEPTH = 100_000;
/** Of 20 MiB that somebody means each value has ten bytes and more; of a bomb it has three. */
const MAX_VALUES = 2_000_000;

/**
 * Parses UTF-8 JSON. Integers beyond 2^53 come back as their digits, as text: a number would lose the last ones.
 * Throws `Malformed` where it is not JSON, is nested deeper than 100,000 levels or has more than two million values. What walks the value must not recurse without a bound.
 */
export function parseJson(body: Uint8Array): unknown {
  const longIntegers = scan(body);
  const text = jsonText(longIntegers.length === 0 ? body : quoted(body, longIntegers));
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Malformed(`the body is not valid JSON: ${error instanceof Error ? withoutQuote(error.message) : 'it cannot be parsed'}`);
  }
}

/** V8 quotes what stands around the fault. This sentence is shown and stored where the body is not, and masking may want none of the body in it. */
const withoutQuote = (message: string): string => message.replace(/,? ?(?:\.{3})?"[\s\S]*"(?:\.{3})? is not valid JSON$/, '').slice(0, 200);

/** Invalid UTF-8 becomes U+FFFD; a byte order mark is dropped. */
export function jsonText(body: Uint8Array): string {
  const text = Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('utf8');
  return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
}

/** From its first byte up to but without its last. */
type Place = readonly [from: number, to: number];

/** One pass over the bytes, before anything else sees them: counts the depth, and finds the integers that a number cannot hold. */
function scan(body: Uint8Array): readonly Place[] {
  const longIntegers: Place[] = [];
  let depth = 0;
  let values = 1;
  for (let at = 0; at < body.length; at += 1) {
    const byte = body[at] ?? 0;
    if (byte === QUOTE) at = endOfText(body, at);
    else if (byte === OPEN_OBJECT || byte === OPEN_LIST) {
      depth += 1;
      if (depth > MAX_DEPTH) throw new Malformed(`the JSON is nested deeper than ${MAX_DEPTH} levels`);
    } else if (byte === CLOSE_OBJECT || byte === CLOSE_LIST) depth -= 1;
    else if (byte === COMMA) {
      values += 1;
      if (values > MAX_VALUES) throw new Malformed(`the JSON has more than ${MAX_VALUES} values`);
    }
    else if (byte === MINUS || isDigit(byte)) {
      const from = at;
      while (isDigit(body[at + 1])) at += 1;
      if (isLongInteger(body, from, at + 1)) longIntegers.push([from, at + 1]);
    }
  }
  return longIntegers;
}

/** Where the closing quote stands; the end of the body where there is none. */
function endOfText(body: Uint8Array, opening: number): number {
  let at = opening + 1;
  while (at < body.length && body[at] !== QUOTE) at += body[at] === BACKSLASH ? 2 : 1;
  return at;
}

/** Only a whole value: what is no JSON must not become JSON by its quotes. */
function isLongInteger(body: Uint8Array, from: number, to: number): boolean {
  if (to - from < LONG_DIGITS || !VALUE_ENDS.has(body[to] ?? SPACE)) return false;
  let before = from - 1;
  while (before >= 0 && (body[before] ?? 0) <= SPACE) before -= 1;
  if (before >= 0 && !VALUE_BEGINS.has(body[before] ?? 0)) return false;
  const first = body[from] === MINUS ? from + 1 : from;
  if (body[first] === ZERO || to - first < LONG_DIGITS) return false;
  return to - first > LONG_DIGITS || !Number.isSafeInteger(Number(Buffer.from(body.buffer, body.byteOffset + first, LONG_DIGITS).toString('latin1')));
}

function quoted(body: Uint8Array, places: readonly Place[]): Uint8Array {
  const into = new Uint8Array(body.length + 2 * places.length);
  let [read, written] = [0, 0];
  const copyTo = (end: number): void => {
    into.set(body.subarray(read, end), written);
    written += end - read;
    read = end;
  };
  for (const [from, to] of places) {
    copyTo(from);
    into[written++] = QUOTE;
    copyTo(to);
    into[written++] = QUOTE;
  }
  copyTo(body.length);
  return into;
}

const isDigit = (byte: number | undefined): boolean => byte !== undefined && byte >= 0x30 && byte <= 0x39;

/** 2^53 has 16. */
const LONG_DIGITS = 16;
const SPACE = 0x20;
const QUOTE = 0x22;
const COMMA = 0x2c;
const MINUS = 0x2d;
const ZERO = 0x30;
const BACKSLASH = 0x5c;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
const OPEN_LIST = 0x5b;
const CLOSE_LIST = 0x5d;
/** Not `:`, which follows a name. */
const VALUE_ENDS: ReadonlySet<number> = new Set(Buffer.from(' \t\r\n,]}'));
const VALUE_BEGINS: ReadonlySet<number> = new Set(Buffer.from(':,['));
