import { joinText } from '#lib/core/conventions/join-text.ts';
import type { Conventions } from '#lib/core/conventions/conventions.ts';
import { hashFromFlowId, hashKey } from '#lib/core/flows/keys.ts';
import type { Summary } from '#lib/core/flows/summary.ts';
import type { KeyMatch } from '#lib/contracts/flows.ts';
import { parseTraceId, type TraceId } from '#lib/core/ids.ts';
import { parseSearchText } from '#lib/services/flows/search-text.ts';
import { keyValue } from '#lib/store/flow-rows.ts';

/** What a key may mean, whoever is asked: the rows of flows, or the facts. */
export interface KeyTerms {
  readonly key: string;
  /** Of the text, where it is the id of a flow, present or former. */
  readonly hash: bigint | null;
  /** Values of keys as they are stored. */
  readonly values: readonly string[];
  /** A business key by its name, in lower case. */
  readonly named: { readonly name: string; readonly value: string } | null;
  /** The same values as they were written, however long. */
  readonly written: readonly string[];
}

export function keyTerms(key: string): KeyTerms {
  const terms = parseSearchText(key);
  const written = [...new Set([key, ...(terms?.values ?? [])])];
  return {
    key,
    hash: hashFromFlowId(key),
    values: [...new Set(written.map(keyValue))],
    named: terms?.named == null ? null : { name: terms.named.name.toLowerCase(), value: terms.named.value },
    written,
  };
}

/** Under which hashes records with this key are posted, and which traces have it. Of keys that join nothing only the rows of flows know. */
export function seedsOf({ hash, written, named }: KeyTerms, { businessKeys }: Conventions): { readonly hashes: readonly bigint[]; readonly traces: readonly TraceId[] } {
  const joining = businessKeys.filter(({ joins }) => joins);
  const texts = written.flatMap((value) => [joinText.correlation(value), joinText.message(value), joinText.trace(value), ...joining.map(({ name }) => joinText.business(name, value))]);
  const business = named === null ? [] : joining.flatMap(({ name }) => (name.toLowerCase() === named.name ? [joinText.business(name, named.value)] : []));
  return {
    hashes: [...new Set([...texts, ...business].map(hashKey)), ...(hash === null ? [] : [hash])],
    traces: written.flatMap((value) => parseTraceId(value) ?? []),
  };
}

/** How a flow is named by the key; null where it is not. As `lookUp` finds it by its rows. */
export function matchOf({ key, hash, values, named }: KeyTerms, { id, keys }: Pick<Summary, 'id' | 'keys'>): Omit<KeyMatch, 'flow'> | null {
  if (id === key) return { kind: 'flow', value: key, flowId: id };
  const match = keys.findLast(({ kind, name, value }) => kind !== 'record' && (values.includes(keyValue(value)) || (named !== null && name.toLowerCase() === named.name && keyValue(value) === named.value)));
  if (match !== undefined && match.kind !== 'record') return { kind: match.kind, ...(match.name === '' ? {} : { name: match.name }), value: keyValue(match.value), flowId: id };
  return hash !== null && keys.some(({ text }) => hashKey(text) === hash) ? { kind: 'flow', value: key, flowId: id } : null;
}
