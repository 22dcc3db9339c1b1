/** JSON as it was written: numbers that no double holds keep their digits. */
import { holdsNumber } from '#lib/core/json-number.ts';

/** A recursive reader must not meet deeper nesting than this; such a payload is shown as text. */
const DEEPEST = 200;

export type JsonReading = { readonly kind: 'tree'; readonly value: object } | { readonly kind: 'scalar' } | { readonly kind: 'no-json' } | { readonly kind: 'too-deep' };

interface SourceContext {
  readonly source?: string;
}

export function readJson(text: string): JsonReading {
  if (isDeeperThan(text, DEEPEST)) return { kind: 'too-deep' };
  try {
    const value: unknown = JSON.parse(text, (_key, each: unknown, context?: SourceContext) =>
      typeof each === 'number' && context?.source !== undefined && !holdsNumber(each, context.source) ? exact(context.source) : each,
    );
    return typeof value === 'object' && value !== null ? { kind: 'tree', value } : { kind: 'scalar' };
  } catch (error) {
    if (error instanceof SyntaxError) return { kind: 'no-json' };
    throw error;
  }
}

/** Integers become bigint; what is no integer and has no double of its own stays as its digits. */
const exact = (source: string): bigint | string => (/^-?\d+$/.test(source) && source.length < 1000 ? BigInt(source) : source);

/** Whether brackets nest deeper than `limit`, in one pass without recursion; brackets in strings do not count. */
export function isDeeperThan(text: string, limit: number): boolean {
  let depth = 0;
  let inString = false;
  for (let i = 0; i < text.length; i++) {
    const char = text.charCodeAt(i);
    if (inString) {
      if (char === 92) i++;
      else if (char === 34) inString = false;
    } else if (char === 34) inString = true;
    else if (char === 91 || char === 123) {
      if (++depth > limit) return true;
    } else if (char === 93 || char === 125) depth--;
  }
  return false;
}

/** Every text in a value made visible, its keys too: for a view that writes texts as they are. */
export function mapTexts(value: unknown, change: (text: string) => string): unknown {
  if (typeof value === 'string') return change(value);
  if (Array.isArray(value)) return value.map((each) => mapTexts(each, change));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [change(key), mapTexts(each, change)]));
}
