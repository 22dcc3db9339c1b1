/** Which flows, if tallies count them, a filter leaves. */
import { FlowStatus, type FlowFilter } from '#lib/contracts/flows.ts';

/** What is told by the shape of a flow alone. */
export type ShapeFilter = Pick<FlowFilter, 'kind' | 'service' | 'topic' | 'hasDeadLetters' | 'notKind' | 'notService' | 'notTopic'>;

export interface Tallied {
  /** Null for flows of every shape. */
  readonly shapes: ShapeFilter | null;
  readonly statuses: readonly FlowStatus[];
}

/** Null where only rows can tell: tallies know the shape, the status and the start of flows. */
export function talliedBy(filter: FlowFilter): Tallied | null {
  const { key, keyName, q, minDurationMs, maxDurationMs } = filter;
  return hasWords(q) || [key, keyName, minDurationMs, maxDurationMs].some((part) => part !== undefined) ? null : talliedPart(filter);
}

/** Of any filter, what tallies count: at least as many flows as it leaves. */
export function talliedPart({ kind, service, topic, hasDeadLetters, notKind, notService, notTopic, status, notStatus }: FlowFilter): Tallied {
  const shapes = { kind, service, topic, hasDeadLetters, notKind, notService, notTopic };
  return {
    shapes: Object.values(shapes).every((part) => part === undefined) ? null : shapes,
    statuses: FlowStatus.options.filter((each) => status?.includes(each) !== false && notStatus?.includes(each) !== true),
  };
}

const hasWords = (q: string | undefined): boolean => q !== undefined && q.replaceAll('\0', ' ').trim() !== '';
