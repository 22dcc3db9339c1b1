/** One pass over the records in causal order; what each leaves is a step or several. */
import type { RecordRow } from '#lib/core/record-rows/rows.ts';
import { findHeads, type Heads } from '#lib/core/sequence/heads.ts';
import { Participants } from '#lib/core/sequence/participants.ts';
import type { Participant, Step } from '#lib/core/sequence/steps.ts';
import { refId, spanId, type DeliveryInput, type RefInput } from '#lib/core/timeline/input.ts';
import { waitsForMessages, type Edge, type EventNode, type RecordGraph, type SpanNode } from '#lib/core/timeline/records.ts';
import type { Prepared } from '#lib/core/timeline/layout.ts';

/** What usually comes and has not; the wire's ExpectedStep, by structure. */
export interface ExpectedInput {
  readonly after: RefInput;
  readonly step: { readonly type: string | null; readonly topic: string; readonly service: string | null };
  readonly overdueMs: number;
}

export interface Folds {
  /** Ids of the records and participants whose inner work is shown. */
  readonly opened: ReadonlySet<string>;
  readonly allOpen: boolean;
}

export interface StepList {
  readonly participants: readonly Participant[];
  readonly steps: readonly Step[];
  /** By index of a record that has no step of its own: the one that it is folded into. */
  readonly foldedInto: ReadonlyMap<number, number>;
}

type Source = Pick<Prepared, 'graph' | 'placement' | 'lanes' | 'folding'>;

export function listSteps(source: Source, rows: readonly RecordRow[], expected: readonly ExpectedInput[], folds: Folds): StepList {
  return new Lister(source, rows, folds).list(expected);
}

const BLANK = { waitMs: null, duration: null, attempt: 1, marks: [], failed: false, evidence: 'spans', uncollected: false, sharedWith: 0, depth: 0, inside: null, late: false, topic: null, record: null } as const;

class Lister {
  readonly #graph: RecordGraph;
  readonly #source: Source;
  readonly #rows: readonly RecordRow[];
  readonly #folds: Folds;
  readonly #incoming: Edge[][];
  readonly #outgoing: Edge[][];
  readonly #heads: Heads;
  readonly #participants: Participants;
  readonly #writers = new Map<number, { participant: number; weak: boolean }>();
  readonly #deliveries = new Map<number, ReadonlyMap<number, DeliveryInput>>();
  readonly #steps: Step[] = [];
  readonly #foldedInto = new Map<number, number>();
  readonly #start: number;

  constructor(source: Source, rows: readonly RecordRow[], folds: Folds) {
    const { graph, placement, lanes } = source;
    this.#source = source;
    this.#graph = graph;
    this.#rows = rows;
    this.#folds = folds;
    this.#start = placement.at.reduce((least: number, at) => Math.min(least, at), Infinity);
    this.#incoming = graph.records.map(() => []);
    this.#outgoing = graph.records.map(() => []);
    for (const edge of graph.edges) {
      this.#incoming[edge.to]!.push(edge);
      this.#outgoing[edge.from]!.push(edge);
    }
    this.#heads = findHeads(graph, this.#incoming, placement.order);
    this.#participants = new Participants(lanes, graph.records.some((node) => node.kind === 'event' && this.#writerOf(node.index) === null));
  }

  list(expected: readonly ExpectedInput[]): StepList {
    const pauses = this.#source.folding.segments.filter(({ fold }) => fold);
    let pause = 0;
    for (const index of this.#source.placement.order) {
      const before = this.#steps.length;
      const node = this.#graph.records[index]!;
      if (node.kind === 'event') this.#event(node);
      else this.#span(node);
      if (this.#steps.length === before) continue;
      const at = this.#steps[before]!.at! + this.#start;
      for (; pause < pauses.length && pauses[pause]!.to <= at; pause++) {
        const { from, to } = pauses[pause]!;
        if (before > 0) this.#steps.splice(before, 0, { ...BLANK, key: `pause ${from}`, kind: 'pause', from: 0, to: 0, at: from - this.#start, name: '', duration: to - from });
      }
    }
    for (const each of expected) this.#missing(each);
    return { participants: this.#participants.list, steps: this.#steps, foldedInto: this.#foldedInto };
  }

  /** The span that wrote it, or with nothing better the one that it came after; null where none is known. */
  #writerOf(event: number): { span: SpanNode; weak: boolean } | null {
    let weak: SpanNode | null = null;
    for (const { from, kind } of this.#incoming[event]!) {
      const cause = this.#graph.records[from]!;
      if (cause.kind !== 'span') continue;
      if (kind !== 'follows') return { span: cause, weak: false };
      weak ??= cause;
    }
    return weak === null ? null : { span: weak, weak: true };
  }

  #from(event: number): { participant: number; weak: boolean } {
    const known = this.#writers.get(event);
    if (known !== undefined) return known;
    const writer = this.#writerOf(event);
    const made = writer === null ? { participant: this.#participants.named(null), weak: false } : { participant: this.#participants.of(writer.span), weak: writer.weak };
    this.#writers.set(event, made);
    return made;
  }

  /** Who took it without a span is drawn where it was written; who did with one, where that begins. */
  #event(node: EventNode): void {
    const { index, event } = node;
    const at = this.#source.placement.at[index]! - this.#start;
    const from = this.#from(index);
    let readers = 0;
    for (const [nth, delivery] of event.deliveries.entries()) {
      if (!isNamed(delivery)) continue;
      readers++;
      if (this.#spanOf(delivery) !== undefined) continue;
      this.#steps.push({ ...this.#message(node, delivery), key: `${node.id} ${nth}`, from: from.participant, to: this.#participants.ofReader(delivery), at, evidence: delivery.evidence === 'commit' ? 'commit' : from.weak ? 'order' : 'spans', failed: delivery.outcome === 'error' });
    }
    const taken = this.#outgoing[index]!.some(({ to, kind }) => kind !== 'follows' && this.#graph.records[to]!.kind === 'span');
    if (readers === 0 && !taken) this.#steps.push({ ...this.#message(node, null), key: `${node.id} unread`, kind: 'unread', from: from.participant, to: from.participant, at, evidence: from.weak ? 'order' : 'spans' });
  }

  #message({ index, event }: EventNode, delivery: DeliveryInput | null): Omit<Step, 'key' | 'from' | 'to' | 'at'> {
    const { name, topic, marks } = this.#rows[index]!;
    return { ...BLANK, kind: 'message', record: index, name, topic, waitMs: delivery?.waitMs ?? null, attempt: Math.max(event.attempt, delivery?.attempt ?? 1), marks, sharedWith: event.sharedWith };
  }

  /** By the span that took it, the first where it did twice; found once for each message, since one may have been tried thousands of times. */
  #deliveriesOf({ index, event }: EventNode): ReadonlyMap<number, DeliveryInput> {
    let known = this.#deliveries.get(index);
    if (known === undefined) {
      known = new Map(event.deliveries.toReversed().flatMap((each) => {
        const span = this.#spanOf(each);
        return span === undefined ? [] : [[span, each] as const];
      }));
      this.#deliveries.set(index, known);
    }
    return known;
  }

  #spanOf({ traceId, spanId: span }: DeliveryInput): number | undefined {
    return traceId === null || span === null ? undefined : this.#graph.indexOf.get(spanId({ traceId, spanId: span }));
  }

  #span(node: SpanNode): void {
    const { index } = node;
    const head = this.#heads.headOf.get(index) ?? index;
    if (head !== index) {
      this.#inner(node, head);
      return;
    }
    const messages = this.#messagesTo(node);
    this.#steps.push(...messages);
    const caller = messages.length > 0 ? null : this.#callerOf(index);
    const to = this.#participants.of(node);
    const work = this.#work(node, 0);
    this.#steps.push(caller === null || caller.participant === to ? work : { ...work, ...caller.step, from: caller.participant });
  }

  #inner(node: SpanNode, head: number): void {
    if (this.#isOpen(head)) this.#steps.push(this.#work(node, this.#heads.depthOf.get(node.index) ?? 1));
    else this.#foldedInto.set(node.index, head);
  }

  #isOpen(head: number): boolean {
    const node = this.#graph.records[head]!;
    return this.#folds.allOpen || this.#folds.opened.has(node.id) || (node.kind === 'span' && this.#folds.opened.has(`service:${node.span.service}`));
  }

  #work(node: SpanNode, depth: number): Step {
    const { index, id } = node;
    const { name, topic, attempt, marks, sharedWith } = this.#rows[index]!;
    const place = this.#participants.of(node);
    const spans = depth === 0 ? this.#heads.inside.get(index) : undefined;
    const inside = spans === undefined ? null : { count: spans.length, failed: spans.filter((each) => this.#rows[each]!.marks.includes('failed')).length, open: this.#isOpen(index) };
    const at = this.#source.placement.at[index]! - this.#start;
    return { ...BLANK, key: id, kind: 'work', record: index, from: place, to: place, at, name, topic, duration: node.duration, attempt, marks, failed: marks.includes('failed'), sharedWith, depth, inside };
  }

  /** The messages that entered a service with this span. What a poll fetched is told by the spans that handle it, where there are some. */
  #messagesTo(node: SpanNode): Step[] {
    const to = this.#participants.of(node);
    const steps: Step[] = [];
    for (const edge of this.#incoming[node.index]!) {
      const cause = this.#graph.records[edge.from]!;
      if (cause.kind !== 'event' || edge.kind === 'follows' || (waitsForMessages(node.span) && this.#isHandledIn(edge.from, node))) continue;
      const delivery = this.#deliveriesOf(cause).get(node.index) ?? null;
      const from = this.#from(edge.from);
      const at = Math.max(this.#source.placement.at[node.index]!, this.#source.placement.at[edge.from]!) - this.#start;
      const message = this.#message(cause, delivery);
      steps.push({ ...message, key: `${cause.id} ${node.id}`, from: from.participant, to, at, waitMs: message.waitMs ?? edge.hop.waitMs, evidence: from.weak ? 'order' : 'spans' });
    }
    return steps;
  }

  #isHandledIn(event: number, poll: SpanNode): boolean {
    return this.#outgoing[event]!.some(({ to, kind }) => {
      const node = this.#graph.records[to]!;
      return kind !== 'follows' && to !== poll.index && node.kind === 'span' && node.span.service === poll.span.service && !waitsForMessages(node.span);
    });
  }

  /** Who called, or with nothing better whom it came after. A consumer's remote parent wrote a message that was not collected. */
  #callerOf(index: number): { participant: number; step: Pick<Step, 'kind' | 'evidence' | 'uncollected'> } | null {
    const node = this.#graph.records[index]!;
    let weak: number | null = null;
    for (const { from, kind } of this.#incoming[index]!) {
      const cause = this.#graph.records[from]!;
      if (kind === 'follows') {
        weak ??= cause.kind === 'span' ? this.#participants.of(cause) : this.#from(from).participant;
      } else if (cause.kind === 'span') {
        const message = node.kind === 'span' && node.span.kind === 'consumer';
        return { participant: this.#participants.of(cause), step: { kind: message ? 'message' : 'call', evidence: 'spans', uncollected: message } };
      }
    }
    return weak === null ? null : { participant: weak, step: { kind: 'call', evidence: 'order', uncollected: false } };
  }

  #missing({ after, step, overdueMs }: ExpectedInput): void {
    const from = this.#participants.named(step.service);
    this.#steps.push({ ...BLANK, key: `missing ${step.topic} ${step.type ?? ''} ${refId(after)}`, kind: 'missing', from, to: from, at: null, name: step.type ?? step.topic, topic: step.topic, late: overdueMs > 0 });
  }
}

const isNamed = ({ service, group }: DeliveryInput): boolean => service !== null || group !== null;
