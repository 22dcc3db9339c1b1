/** JSON as it was written: numbers that no double holds keep their digits. */
import { DEEPEST_JSON, isDeeperThan } from '#lib/core/json-depth.ts';
import { holdsNumber } from '#lib/core/json-number.ts';

export type JsonReading = { readonly kind: 'tree'; readonly value: object } | { readonly kind: 'scalar' } | { readonly kind: 'no-json' } | { readonly kind: 'too-deep' };

interface SourceContext {
  readonly source?: string;
}

export function readJson(text: string): JsonReading {
  if (isDeeperThan(text, DEEPEST_JSON)) return { kind: 'too-deep' };
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

/** Every text in a value made visible, its keys too: for a view that writes texts as they are. */
export function mapTexts(value: unknown, change: (text: string) => string): unknown {
  if (typeof value === 'string') return change(value);
  if (Array.isArray(value)) return value.map((each) => mapTexts(each, change));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [change(key), mapTexts(each, change)]));
}
