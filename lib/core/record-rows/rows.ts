/** What is worth saying of each record in one row: the same facts in the table, the tree, the sequence and the exports. */
import { spanId, type DeliveryInput, type EventInput, type SpanInput } from '#lib/core/timeline/input.ts';
import type { Placement } from '#lib/core/timeline/causal.ts';
import type { RecordGraph, RecordNode } from '#lib/core/timeline/records.ts';

export type Mark = 'failed' | 'dead-letter' | 'retry' | 'replay' | 'unread' | 'weak' | 'clock-skew';

export interface RecordRow {
  /** Index in the graph. */
  readonly record: number;
  readonly id: string;
  readonly kind: 'message' | 'span';
  /** A span's name, or an event's type; where it has none, its topic. */
  readonly name: string;
  /** Of a span its own, of a message whoever wrote it; null where that is not known. */
  readonly service: string | null;
  /** Of a message, or of a span that says so. */
  readonly topic: string | null;
  readonly source: string | null;
  readonly partition: number | null;
  /** Decimal digits: 64 bits. */
  readonly offset: string | null;
  readonly key: string | null;
  /** Groups that are known to have read it. */
  readonly groups: readonly string[];
  /** Microseconds since the epoch, as told. */
  readonly rawAt: number;
  /** Microseconds since the first record, in causal order. */
  readonly sinceStart: number;
  /** Microseconds of work; null for a message. */
  readonly duration: number | null;
  /** Milliseconds: the longest known of its readers. */
  readonly waitMs: number | null;
  readonly attempt: number;
  readonly failure: string;
  readonly marks: readonly Mark[];
  /** How many other flows show it. */
  readonly sharedWith: number;
  /** Microseconds that its clock gave way. */
  readonly skew: number;
  /** Records that it led to and that are not shown, of a flow that is too large to be shown whole. */
  readonly effectsLeftOut: number;
}

export const isError = ({ marks }: Pick<RecordRow, 'marks'>): boolean => marks.includes('failed') || marks.includes('dead-letter');

/** By record index. */
export function recordRows(graph: RecordGraph, placement: Placement): readonly RecordRow[] {
  const { attempts, strong, writers, read } = fromEdges(graph);
  const first = placement.at.reduce((least: number, at) => Math.min(least, at), Infinity);
  return graph.records.map((node, record): RecordRow => {
    const skew = placement.skew[record]!;
    const base = { record, id: node.id, rawAt: node.rawAt, sinceStart: placement.at[record]! - first, skew };
    const weak = strong.get(record) === false;
    if (node.kind === 'span') return { ...base, ...spanFacts(node.span, node.duration, attempts.get(record) ?? 1, weak, skew > 0) };
    return { ...base, ...eventFacts(node.event, writers.get(record) ?? null, read.has(record), weak, skew > 0) };
  });
}

type Facts = Omit<RecordRow, 'record' | 'id' | 'rawAt' | 'sinceStart' | 'skew'>;

const only = (marks: Readonly<Partial<Record<Mark, boolean>>>): Mark[] => (Object.keys(marks) as Mark[]).filter((mark) => marks[mark]);
const textOf = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);

function spanFacts(span: SpanInput, duration: number, attempt: number, weak: boolean, skewed: boolean): Facts {
  return {
    kind: 'span',
    name: span.name,
    service: span.service,
    topic: textOf(span.attributes['messaging.destination.name']) ?? textOf(span.attributes['messaging.destination']),
    source: null,
    partition: null,
    offset: null,
    key: null,
    groups: [],
    duration,
    waitMs: null,
    attempt,
    failure: span.statusMessage,
    marks: only({ failed: span.status === 'error', weak, 'clock-skew': skewed }),
    sharedWith: span.sharedWith,
    effectsLeftOut: span.effectsLeftOut ?? 0,
  };
}

function eventFacts(event: EventInput, writer: string | null, read: boolean, weak: boolean, skewed: boolean): Facts {
  const { topic, source, partition, offset } = event.coordinates;
  const waits = event.deliveries.flatMap(({ waitMs }) => (waitMs === null ? [] : [waitMs]));
  const dead = event.role === 'dead-letter';
  return {
    kind: 'message',
    name: event.type ?? topic,
    service: writer,
    topic,
    source,
    partition,
    offset,
    key: event.keyBytes === undefined ? event.key : `${event.key}…`,
    groups: [...new Set(event.deliveries.flatMap(({ group }) => group ?? []))],
    duration: null,
    waitMs: waits.length === 0 ? null : Math.max(...waits),
    attempt: event.attempt,
    failure: '',
    marks: only({ 'dead-letter': dead, retry: event.role === 'retry', replay: event.replayId !== null, unread: !dead && !read && !event.deliveries.some(isNamed), weak, 'clock-skew': skewed }),
    sharedWith: event.sharedWith,
    effectsLeftOut: event.effectsLeftOut ?? 0,
  };
}

const isNamed = ({ service, group }: DeliveryInput): boolean => service !== null || group !== null;
const isSpan = (node: RecordNode | undefined): node is Extract<RecordNode, { kind: 'span' }> => node?.kind === 'span';

interface FromEdges {
  /** By span: the attempt that it was, where a delivery says so. */
  readonly attempts: ReadonlyMap<number, number>;
  /** By record that something leads to: whether any of it is more than "came after". */
  readonly strong: ReadonlyMap<number, boolean>;
  /** By event: the service that wrote it, where a hop says so. */
  readonly writers: ReadonlyMap<number, string>;
  /** Events that a span took. */
  readonly read: ReadonlySet<number>;
}

function fromEdges({ records, edges, indexOf }: RecordGraph): FromEdges {
  const attempts = new Map<number, number>();
  const strong = new Map<number, boolean>();
  const writers = new Map<number, string>();
  const read = new Set<number>();
  for (const { from, to, kind } of edges) {
    strong.set(to, (strong.get(to) ?? false) || kind !== 'follows');
    if (kind === 'follows') continue;
    const [cause, effect] = [records[from], records[to]];
    if (isSpan(cause) && effect?.kind === 'event' && !writers.has(to)) writers.set(to, cause.span.service);
    if (cause?.kind === 'event' && isSpan(effect)) read.add(from);
  }
  for (const node of records) {
    if (node.kind !== 'event') continue;
    for (const { traceId, spanId: span, attempt } of node.event.deliveries) {
      const index = traceId === null || span === null ? undefined : indexOf.get(spanId({ traceId, spanId: span }));
      if (index !== undefined) attempts.set(index, Math.max(attempt, attempts.get(index) ?? 1));
    }
  }
  return { attempts, strong, writers, read };
}
