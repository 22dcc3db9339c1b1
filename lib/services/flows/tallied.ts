/** Which tallies, if any, count the flows that a filter leaves. */
import { FlowStatus, type FlowFilter } from '#lib/contracts/flows.ts';
import { TALLY } from '#lib/store/tallies.ts';

export interface Tallied {
  readonly facet: (typeof TALLY)[keyof typeof TALLY];
  /** Of that facet, to be added up; null for every value. */
  readonly values: readonly string[] | null;
  readonly statuses: readonly FlowStatus[];
}

/**
 * Null where only rows can tell: a tally knows one facet at a time, and a status with it. A flow has one kind, so that kinds add up;
 * of several services or topics it may have more than one, and would be counted as often.
 */
export function talliedBy(filter: FlowFilter): Tallied | null {
  const { kind, service, topic, hasDeadLetters, status, notStatus, notKind, notService, notTopic, key, keyName, q, minDurationMs, maxDurationMs } = filter;
  if (hasWords(q) || [notKind, notService, notTopic, key, keyName, minDurationMs, maxDurationMs].some((part) => part !== undefined)) return null;
  const statuses = (status ?? FlowStatus.options).filter((each) => notStatus?.includes(each) !== true);
  const facets: Pick<Tallied, 'facet' | 'values'>[] = [];
  if (kind !== undefined) facets.push({ facet: TALLY.kind, values: [...new Set(kind)] });
  if (service !== undefined) facets.push({ facet: TALLY.service, values: [...new Set(service)] });
  if (topic !== undefined) facets.push({ facet: TALLY.topic, values: [...new Set(topic)] });
  if (hasDeadLetters !== undefined) facets.push({ facet: TALLY.deadLetters, values: null });
  const [only, ...more] = facets;
  if (only === undefined) return { facet: TALLY.all, values: null, statuses };
  if (more.length > 0 || hasDeadLetters === false) return null;
  return only.facet === TALLY.kind || only.values === null || only.values.length === 1 ? { ...only, statuses } : null;
}

const hasWords = (q: string | undefined): boolean => q !== undefined && q.replaceAll('\0', ' ').trim() !== '';
