import type { FlowStatus } from '#lib/core/flows/vocabulary.ts';

/** What a query chooses flows by. Its text, the facets and the address are views of this one value. */
export interface FlowQuery {
  /** Of each list any one; flows have all of the lists that are not empty. */
  readonly status: readonly FlowStatus[];
  readonly kind: readonly string[];
  readonly service: readonly string[];
  readonly topic: readonly string[];
  /** None of these. */
  readonly notStatus: readonly FlowStatus[];
  readonly notKind: readonly string[];
  readonly notService: readonly string[];
  readonly notTopic: readonly string[];
  /** One key, exactly; of any name where that is null. */
  readonly key: { readonly name: string | null; readonly value: string } | null;
  /** Milliseconds, both ends included. */
  readonly minDurationMs: number | null;
  readonly maxDurationMs: number | null;
  readonly hasDeadLetters: boolean | null;
  /** Free text, as the API takes it: words with spaces between. */
  readonly words: readonly string[];
}

export const ALL_FLOWS: FlowQuery = {
  status: [],
  kind: [],
  service: [],
  topic: [],
  notStatus: [],
  notKind: [],
  notService: [],
  notTopic: [],
  key: null,
  minDurationMs: null,
  maxDurationMs: null,
  hasDeadLetters: null,
  words: [],
};

/** Worst first, as statuses are listed everywhere. */
export const FLOW_STATUSES: readonly FlowStatus[] = ['failed', 'stalled', 'compensated', 'in-flight', 'completed'];

export const isFlowStatus = (text: string): text is FlowStatus => (FLOW_STATUSES as readonly string[]).includes(text);
