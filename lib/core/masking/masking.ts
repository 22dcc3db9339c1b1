/** The rules in force, made ready: each part of a record asks this what may be kept of it. */
import { KeyedHash } from '#lib/core/masking/keyed-hash.ts';
import type { ContentRules } from '#lib/core/masking/mask-content.ts';
import { applyEdits, findEdits } from '#lib/core/masking/mask-text.ts';
import type { Pattern } from '#lib/core/masking/patterns/pattern.ts';
import { neededNames, pointerTree } from '#lib/core/masking/pointer-tree.ts';
import { hasRules, Names, type MaskingRules } from '#lib/core/masking/rules.ts';

export interface Masking {
  readonly hash: KeyedHash;
  readonly patterns: readonly Pattern[];
  /** For payloads and keys. */
  readonly content: ContentRules;
  /** For the data of a CloudEvent whose attributes are headers. */
  readonly dataContent: ContentRules;
  readonly headerNames: Names;
  readonly attributeNames: Names;
  /** Whether a rule can hit what only a decoded record shows: bytes that nobody could decode may then not be kept. */
  readonly namesParts: boolean;
  readonly hasPayloadOff: boolean;
  isPayloadOff(topic: string): boolean;
  /** A text with everything masked that a pattern finds in it. */
  text(text: string): string;
}

/** Null where nothing is to be masked: then nothing of this runs. */
export function masking(rules: MaskingRules, key: Uint8Array): Masking | null {
  if (!hasRules(rules)) return null;
  const hash = new KeyedHash(key);
  const { patterns, pointers, payloadOff } = rules;
  const dataPointers = [...pointers, ...pointers.filter((pointer) => pointer.startsWith('/data/')).map((pointer) => pointer.slice('/data'.length))];
  const attributes = rules.headers.filter((name) => /^ce[_-]./i.test(name) && !name.endsWith('*')).map((name) => `/${name.slice(3).toLowerCase()}`);
  const content = (some: readonly string[], inData: ContentRules | null): ContentRules => ({ pointers: pointerTree(some), neededNames: neededNames(some), envelope: pointerTree(attributes), patterns, hash, inData });
  const dataContent = content(dataPointers, null);
  return {
    hash,
    patterns,
    content: content(pointers, dataContent),
    dataContent,
    headerNames: new Names([...rules.headers, ...rules.headers.filter((name) => /^ce[_-]/i.test(name)).map((name) => `ce${name[2] === '_' ? '-' : '_'}${name.slice(3)}`)]),
    attributeNames: new Names(rules.attributes),
    namesParts: pointers.length + rules.headers.length + rules.attributes.length > 0,
    hasPayloadOff: payloadOff.length > 0,
    isPayloadOff: (topic) => payloadOff.some((one) => (typeof one === 'string' ? one === topic : matches(one, topic))),
    text: (text) => {
      const edits = findEdits(text, patterns, hash, false);
      return edits.length === 0 ? text : applyEdits(text, edits);
    },
  };
}

function matches(expression: RegExp, topic: string): boolean {
  expression.lastIndex = 0; // of a global expression, which would go on where it was
  return expression.test(topic);
}
