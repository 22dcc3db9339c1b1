/** Reads JSON that strangers sent: bounded in depth, exact in its integers. */
import { Malformed } from '#lib/sources/http/malformed.ts';

/** OTLP nests an attribute four levels a step, so this leaves room for the 32 steps that are taken, and for no stack to overflow. */
const MAX_DEPTH = 200;

/**
 * Parses UTF-8 JSON. Integers beyond 2^53 come back as their digits, as text: a number would lose the last ones.
 * Throws `Malformed` where it is not JSON or is nested deeper than 200 levels.
 */
export function parseJson(body: Uint8Array): unknown {
  checkDepth(body);
  const text = jsonText(body);
  try {
    return LONG_NUMBER.test(text) ? JSON.parse(text, keepDigits) : JSON.parse(text);
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

/** A number of 16 digits outside quotes; within a text it only costs the slower way. */
const LONG_NUMBER = /[:,[]\s*-?\d{16}/;

function keepDigits(_key: string, value: unknown, context?: { readonly source?: string }): unknown {
  return typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value) ? (context?.source ?? value) : value;
}

/** Counted on the bytes before anything recursive sees them. */
function checkDepth(body: Uint8Array): void {
  let depth = 0;
  let quoted = false;
  for (let at = 0; at < body.length; at += 1) {
    const byte = body[at];
    if (quoted) {
      if (byte === BACKSLASH) at += 1;
      else if (byte === QUOTE) quoted = false;
    } else if (byte === QUOTE) quoted = true;
    else if (byte === OPEN_OBJECT || byte === OPEN_LIST) {
      depth += 1;
      if (depth > MAX_DEPTH) throw new Malformed(`the JSON is nested deeper than ${MAX_DEPTH} levels`);
    } else if (byte === CLOSE_OBJECT || byte === CLOSE_LIST) depth -= 1;
  }
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
const OPEN_LIST = 0x5b;
const CLOSE_LIST = 0x5d;
