import type { FlowQuery } from '#lib/core/flow-query/filter.ts';
import { printDuration } from '#lib/core/flow-query/duration.ts';
import { fieldOf, type ListField } from '#lib/core/flow-query/fields.ts';
import { readsAsField } from '#lib/core/flow-query/tokenise.ts';

const LISTS: readonly (readonly [ListField, 'notStatus' | 'notKind' | 'notService' | 'notTopic'])[] = [
  ['status', 'notStatus'],
  ['kind', 'notKind'],
  ['service', 'notService'],
  ['topic', 'notTopic'],
];

/** The query as text, in one order whatever the order it was typed in; `parseQuery` reads the same out of it. */
export function printQuery(query: FlowQuery): string {
  const tokens: string[] = [];
  for (const [field, not] of LISTS) {
    if (query[field].length > 0) tokens.push(`${field}:${query[field].map(printValue).join(',')}`);
    if (query[not].length > 0) tokens.push(`-${field}:${query[not].map(printValue).join(',')}`);
  }
  if (query.hasDeadLetters !== null) tokens.push(query.hasDeadLetters ? 'has:dead-letters' : 'has:no-dead-letters');
  if (query.minDurationMs !== null) tokens.push(`minDuration:${printDuration(query.minDurationMs)}`);
  if (query.maxDurationMs !== null) tokens.push(`maxDuration:${printDuration(query.maxDurationMs)}`);
  if (query.key !== null) tokens.push(`${query.key.name === null ? 'key' : printKeyName(query.key.name)}:${printValue(query.key.value)}`);
  return [...tokens, ...query.words.map(printWord)].join(' ');
}

/** A value behind a colon. */
export const printValue = (value: string): string => (value === '' || /[\s",]/.test(value) || value.startsWith('//') ? quote(value) : value);

const printWord = (word: string): string => (word === '' || /[\s"]/.test(word) || readsAsField(word) ? quote(word) : word);

const quote = (text: string): string => `"${text.replaceAll(/["\\]/g, String.raw`\$&`)}"`;

/** `orderId`, and `key.status` for a key that is called like a field. */
export const printKeyName = (name: string): string => (/^[A-Za-z_][\w.-]*$/.test(name) && fieldOf(name) === null && !/^key\./i.test(name) ? name : `key.${name}`);

/** The language has no way to write others. */
export const isKeyName = (name: string): boolean => /^[^\s":,]{1,200}$/.test(name);
