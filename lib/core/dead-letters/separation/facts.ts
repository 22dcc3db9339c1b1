/** What can be said of one message, fact by fact: which fields it has, and what stands in them. */
import { BigNumber } from '#lib/core/conventions/payload.ts';

/** A payload and the headers beside it, as far as they are text. Failure headers are not among them: they would separate best of all, and say nothing. */
export interface Sample {
  /** Undefined where it is no JSON. */
  readonly json: unknown;
  readonly headers: readonly { readonly name: string; readonly text: string }[];
}

export interface Fact {
  readonly place: 'payload' | 'header';
  /** A JSON pointer, `/*` for any item of an array; or a header's name in lower case. */
  readonly name: string;
  /** `has`: it is there, whatever it is. */
  readonly claim: 'has' | 'null' | 'empty' | 'negative' | 'type' | 'value';
  /** Of `type` its name, of `value` the value as JSON. */
  readonly detail: string;
}

/** Of one message: fields beyond are not looked at. Deeper ones neither, nor longer names; of longer texts only that they are there. */
const MOST_FIELDS = 500;
const DEEPEST = 8;
const LONGEST_NAME = 200;
const LONGEST_VALUE = 80;
const MOST_ITEMS = 20;

export const factId = (place: Fact['place'], name: string, claim: Fact['claim'], detail: string): string => `${place}\0${claim}\0${name}\0${detail}`;

/** Each once. Without recursion, for payloads are as deep as their authors like. */
export function factsOf({ json, headers }: Sample): Map<string, Fact> {
  const facts = new Map<string, Fact>();
  const say = (place: Fact['place'], name: string, claim: Fact['claim'], detail = ''): void => {
    facts.set(factId(place, name, claim, detail), { place, name, claim, detail });
  };
  const waiting: { name: string; value: unknown; depth: number }[] = json === undefined ? [] : [{ name: '', value: json, depth: 0 }];
  for (let at = 0; at < waiting.length; at++) {
    const { name, value, depth } = waiting[at]!;
    if (name !== '') {
      say('payload', name, 'has');
      for (const [claim, detail] of claimsOf(value)) say('payload', name, claim, detail);
    }
    if (depth === DEEPEST) continue;
    for (const [part, inner] of partsOf(value)) if (waiting.length <= MOST_FIELDS && name.length + part.length < LONGEST_NAME) waiting.push({ name: `${name}/${part}`, value: inner, depth: depth + 1 });
  }
  for (const { name, text } of headers.slice(0, MOST_FIELDS)) {
    if (name.length > LONGEST_NAME) continue;
    const lower = name.toLowerCase();
    say('header', lower, 'has');
    if (text === '') say('header', lower, 'empty');
    else if (text.length <= LONGEST_VALUE) say('header', lower, 'value', JSON.stringify(text));
  }
  return facts;
}

function claimsOf(value: unknown): (readonly [Fact['claim'], string])[] {
  if (value === null) return [['null', '']];
  const type = typeOf(value);
  const claims: (readonly [Fact['claim'], string])[] = [['type', type]];
  if (value === '' || ((type === 'list' || type === 'object') && partsOf(value).length === 0)) claims.push(['empty', '']);
  else if (typeof value === 'string' ? value.length <= LONGEST_VALUE : typeof value === 'number' || typeof value === 'boolean') claims.push(['value', JSON.stringify(value)]);
  else if (value instanceof BigNumber && value.digits.length <= LONGEST_VALUE) claims.push(['value', value.digits]);
  if ((typeof value === 'number' && value < 0) || (value instanceof BigNumber && value.digits.startsWith('-'))) claims.push(['negative', '']);
  return claims;
}

function typeOf(value: unknown): string {
  if (value instanceof BigNumber || typeof value === 'number') return 'number';
  if (Array.isArray(value)) return 'list';
  return typeof value === 'object' ? 'object' : typeof value === 'string' ? 'text' : 'truth value';
}

function partsOf(value: unknown): (readonly [string, unknown])[] {
  if (Array.isArray(value)) return value.slice(0, MOST_ITEMS).map((item: unknown) => ['*', item]);
  if (typeof value !== 'object' || value === null || value instanceof BigNumber) return [];
  return Object.entries(value).slice(0, MOST_FIELDS).map(([name, inner]) => [name.replaceAll('~', '~0').replaceAll('/', '~1'), inner]);
}
