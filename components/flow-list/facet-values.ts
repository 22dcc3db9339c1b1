import { FLOW_STATUSES, type FlowQuery } from '#lib/core/flow-query/filter.ts';
import type { ListField } from '#lib/core/flow-query/fields.ts';

export const NOT = { status: 'notStatus', kind: 'notKind', service: 'notService', topic: 'notTopic' } as const;

export interface FacetValue {
  readonly value: string;
  readonly count: number;
  readonly state: 'free' | 'chosen' | 'excluded';
}

/** Every status, and of the rest what there is, the most frequent first; what is chosen stays, so that it can be let go. */
export function facetValues(field: ListField, counted: readonly { readonly value: string; readonly count: number }[], query: FlowQuery): FacetValue[] {
  const counts = new Map(counted.map(({ value, count }) => [value, count]));
  const [chosen, excluded]: readonly (readonly string[])[] = [query[field], query[NOT[field]]];
  const values = field === 'status' ? FLOW_STATUSES : [...new Set([...counts.keys(), ...chosen!, ...excluded!])];
  return values.map((value) => ({ value, count: counts.get(value) ?? 0, state: chosen!.includes(value) ? 'chosen' : excluded!.includes(value) ? 'excluded' : 'free' }));
}

/** A value goes from free to chosen; chosen and excluded ones are let go. */
export function toggleValue(query: FlowQuery, field: ListField, value: string): FlowQuery {
  const [chosen, excluded]: readonly (readonly string[])[] = [query[field], query[NOT[field]]];
  const without = (values: readonly string[]) => values.filter((each) => each !== value);
  if (excluded!.includes(value)) return { ...query, [NOT[field]]: without(excluded!) };
  return { ...query, [field]: chosen!.includes(value) ? without(chosen!) : [...chosen!, value] };
}

/** The other way about: flows that do not have it. */
export function excludeValue(query: FlowQuery, field: ListField, value: string): FlowQuery {
  const [chosen, excluded]: readonly (readonly string[])[] = [query[field], query[NOT[field]]];
  return { ...query, [field]: chosen!.filter((each) => each !== value), [NOT[field]]: [...new Set([...excluded!, value])] };
}

/** The query without what it says of one field: what the counts of that field are made under. */
export const withoutField = (query: FlowQuery, field: ListField): FlowQuery => ({ ...query, [field]: [], [NOT[field]]: [] });

/** Those that stand in the list before it is asked for more: the most frequent, and whatever is in force. */
export function firstValues(values: readonly FacetValue[], most: number): readonly FacetValue[] {
  return values.filter(({ state }, index) => index < most || state !== 'free');
}
