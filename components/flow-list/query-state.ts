import type { FilterState, FlowListState } from '#components/flow-list/url-state.ts';
import type { FlowQuery } from '#lib/core/flow-query/filter.ts';

/** As many as the API looks at. */
const MOST_WORDS = 10;

/** The address as a query. */
export function queryOf({ key, keyName, q, ...state }: Pick<FlowListState, keyof FilterState>): FlowQuery {
  const { status, kind, service, topic, notStatus, notKind, notService, notTopic, minDurationMs, maxDurationMs, hasDeadLetters } = state;
  return {
    status, kind, service, topic, notStatus, notKind, notService, notTopic, minDurationMs, maxDurationMs, hasDeadLetters,
    key: key === null ? null : { name: keyName, value: key },
    words: (q ?? '').slice(0, 500).split(/\s+/).filter(Boolean).slice(0, MOST_WORDS),
  };
}

/** A query as changes to the address: null takes a parameter away. */
export function stateOf(query: FlowQuery): { [Name in keyof FilterState]: FilterState[Name] | null } {
  const list = <T>(values: readonly T[]): T[] | null => (values.length > 0 ? [...values] : null);
  return {
    status: list(query.status),
    kind: list(query.kind),
    service: list(query.service),
    topic: list(query.topic),
    notStatus: list(query.notStatus),
    notKind: list(query.notKind),
    notService: list(query.notService),
    notTopic: list(query.notTopic),
    key: query.key?.value ?? null,
    keyName: query.key?.name ?? null,
    q: query.words.join(' ') || null,
    minDurationMs: query.minDurationMs,
    maxDurationMs: query.maxDurationMs,
    hasDeadLetters: query.hasDeadLetters,
  };
}
