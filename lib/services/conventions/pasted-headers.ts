/** Headers as people paste them: a line `name: value` each, or JSON as clients print it. */
import type { Header } from '#lib/core/record.ts';
import { pastedBytes } from '#lib/services/conventions/pasted-bytes.ts';

export interface PastedHeaders {
  readonly headers: readonly Header[];
  /** Each names its line or its place. */
  readonly problems: readonly string[];
}

const MOST_HEADERS = 1000;
const MOST_PROBLEMS = 20;

type Pair = { readonly name: string; readonly value: unknown; readonly at: string };

export function pastedHeaders(pasted: string | readonly { readonly name: string; readonly value: string | null }[]): PastedHeaders {
  const problems: string[] = [];
  const pairs = typeof pasted === 'string' ? readText(pasted, problems) : pasted.map(({ name, value }, index): Pair => ({ name, value, at: `header ${index + 1}` }));
  if (pairs.length > MOST_HEADERS) problems.push(`there are ${pairs.length} headers, and ${MOST_HEADERS} at most can be tried`);
  const headers = pairs.slice(0, MOST_HEADERS).flatMap((pair) => readHeader(pair, problems) ?? []);
  const more = problems.length - MOST_PROBLEMS;
  return { headers, problems: more > 0 ? [...problems.slice(0, MOST_PROBLEMS), `and ${more} more`] : problems };
}

function readText(text: string, problems: string[]): Pair[] {
  if (/^\s*[[{]/.test(text)) return readJson(text, problems);
  return text.split(/\r\n|\n|\r/).flatMap((line, index): Pair[] => {
    if (line.trim() === '') return [];
    const colon = line.indexOf(':');
    if (colon > 0) return [{ name: line.slice(0, colon).trim(), value: line.slice(colon + 1).trim(), at: `line ${index + 1}` }];
    problems.push(`line ${index + 1} is not “name: value”: ${quoted(line)}`);
    return [];
  });
}

/** An object of values, or of lists of values; or a list of `{name, value}`, `{key, value}` or `[name, value]`. */
function readJson(text: string, problems: string[]): Pair[] {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    problems.push(`begins like JSON and is not: ${error instanceof Error ? error.message : String(error)}`);
    return [];
  }
  if (Array.isArray(json)) return json.flatMap((item: unknown, index) => readItem(item, index, problems));
  return Object.entries(json as Record<string, unknown>).flatMap(([name, value]) => (Array.isArray(value) ? value : [value]).map((one: unknown): Pair => ({ name, value: one, at: quoted(name) })));
}

function readItem(item: unknown, index: number, problems: string[]): Pair[] {
  const at = `item ${index + 1}`;
  if (Array.isArray(item) && item.length === 2 && typeof item[0] === 'string') return [{ name: item[0], value: item[1], at }];
  if (typeof item === 'object' && item !== null && 'value' in item) {
    const name = 'name' in item ? item.name : 'key' in item ? item.key : undefined;
    if (typeof name === 'string') return [{ name, value: item.value, at }];
  }
  problems.push(`${at} is neither {"name": …, "value": …} nor ["name", "value"]`);
  return [];
}

function readHeader({ name, value, at }: Pair, problems: string[]): Header | null {
  if (name === '') {
    problems.push(`${at} has no name`);
    return null;
  }
  const bytes = valueBytes(value);
  if (bytes === null || bytes instanceof Uint8Array) return { name, value: bytes };
  problems.push(`${at}: ${bytes.problem}`);
  return null;
}

function valueBytes(value: unknown): Uint8Array | null | { readonly problem: string } {
  if (value === null) return null;
  if (typeof value === 'string') return pastedBytes(value);
  if (typeof value === 'number' || typeof value === 'boolean') return Buffer.from(String(value));
  const bytes = nodeBuffer(value);
  return bytes ?? { problem: 'its value is neither text, a number, null nor bytes' };
}

/** `{"type": "Buffer", "data": [1, 2]}`, as Node prints the header of a kafkajs message. */
function nodeBuffer(value: unknown): Uint8Array | null {
  if (typeof value !== 'object' || value === null || !('type' in value) || value.type !== 'Buffer' || !('data' in value) || !Array.isArray(value.data)) return null;
  const data: readonly unknown[] = value.data;
  return data.every((byte): byte is number => typeof byte === 'number' && Number.isInteger(byte) && byte >= 0 && byte <= 255) ? Uint8Array.from(data) : null;
}

const quoted = (text: string): string => JSON.stringify(text.length > 40 ? `${text.slice(0, 40)}…` : text);
