import type { Micros } from '#lib/core/time.ts';
import { contradicts, placeCausally, type Placement } from '#lib/core/timeline/causal.ts';
import { clipLong } from '#lib/core/timeline/clip-long.ts';
import { drawnLength, makeScale } from '#lib/core/timeline/scale.ts';
import { foldIdle, type Folding, type Interval } from '#lib/core/timeline/fold.ts';
import { laneOfReader, laneOfRecord, orderLanes, type LaneName } from '#lib/core/timeline/lanes.ts';
import { spanId, timeOf, type DeliveryInput, type FlowInput } from '#lib/core/timeline/input.ts';
import { drawLinks } from '#lib/core/timeline/links.ts';
import type { Loose } from '#lib/core/timeline/loose.ts';
import { missingMarks } from '#lib/core/timeline/missing.ts';
import { laneAir, rowHeightFor, type Lane, type Mark, type Picture } from '#lib/core/timeline/picture.ts';
import { Rows } from '#lib/core/timeline/pack.ts';
import { buildGraph, waitsForMessages, type EventNode, type RecordGraph } from '#lib/core/timeline/records.ts';

/** Rows are packed as if the flow were about this wide, so that what would touch at first sight stands in rows of its own; zooming moves no row. */
const PACKED_WIDTH = 1000;
const NARROWEST = { bar: 5, road: 16, ghost: 5, missing: 120 } as const;

/** What depends on the flow alone: who caused whom, what there is to draw, and where it was idle. */
export interface Prepared {
  readonly graph: RecordGraph;
  readonly placement: Placement;
  readonly loose: readonly Loose[];
  readonly lanes: readonly LaneName[];
  readonly folding: Folding;
  readonly skewed: boolean;
}

/** Linear but for sorting: n log n in records. With `correct` false each record stands where its own clock says. */
export function prepare(detail: FlowInput, { correct = true }: { readonly correct?: boolean } = {}): Prepared {
  const graph = buildGraph(detail, correct);
  const placement = placeCausally(graph, correct);
  const untraced = untracedDeliveries(graph);
  const end = timeOf(detail.flow.lastActivityAt);
  const roles = eventRoles(graph);
  const loose = untilTheEnd(clipLong(placement.order.flatMap((index) => looseMarks(graph, placement, untraced, roles, end, index))));
  const folding = foldIdle(loose.map(({ mark }): Interval => (mark.kind === 'bar' ? mark : { from: mark.from, to: mark.from })));
  const missing = missingMarks(detail.expected, graph, placement, orderLanes(graph, placement, untraced), folding.segments.at(-1)?.to ?? 0);
  const skewed = detail.clocks.length > 0 || graph.edges.some((edge) => contradicts(graph, edge));
  return { graph, placement, loose: [...loose, ...missing.loose], lanes: missing.lanes, folding, skewed };
}

/** The picture, with idle time folded or not; `expanded` names lanes whose rows are drawn at full height however many they are. */
export function arrange({ graph, placement, loose, lanes, folding, skewed }: Prepared, folded: boolean, expanded: ReadonlySet<string>): Picture {
  const segments = folded ? folding.segments : wholeExtent(folding.segments);
  const { marks, rows } = pack(loose, lanes, graph, segments);
  let height = 0;
  const placed = lanes.map((name, index): Lane => {
    const rowHeight = rowHeightFor(name, rows[index]!.length, expanded.has(name.id));
    const lane = { ...name, rows: rows[index]!, rowHeight, top: height, height: rows[index]!.length * rowHeight + 2 * laneAir(name) };
    height += lane.height;
    return lane;
  });
  const markOf: number[] = graph.records.map(() => -1);
  for (const mark of marks) if (mark.kind === 'bar' || mark.kind === 'road') markOf[mark.record] = mark.index;
  return { graph, placement, lanes: placed, marks, links: drawLinks(graph, placement, marks, markOf), folding, skewed, segments, folded, height, markOf };
}

/** A dead letter that nobody took lies there for as long as the flow is known. */
function untilTheEnd(loose: readonly Loose[]): Loose[] {
  const end = loose.reduce((latest, { mark }) => Math.max(latest, mark.to), -Infinity);
  return loose.map(({ laneId, mark }) => ({ laneId, mark: mark.kind === 'road' && mark.deadLetter && mark.open ? { ...mark, to: end } : mark }));
}

function wholeExtent(segments: Picture['segments']): Picture['segments'] {
  const first = segments[0];
  return first === undefined ? [] : [{ from: first.from, to: segments.at(-1)!.to, fold: false }];
}

function untracedDeliveries({ records, indexOf }: RecordGraph): Map<number, DeliveryInput[]> {
  const untraced = new Map<number, DeliveryInput[]>();
  for (const record of records) {
    if (record.kind !== 'event') continue;
    const without = record.event.deliveries.filter(
      (delivery) => (delivery.service !== null || delivery.group !== null) && (delivery.traceId === null || delivery.spanId === null || !indexOf.has(spanId({ traceId: delivery.traceId, spanId: delivery.spanId }))),
    );
    if (without.length > 0) untraced.set(record.index, without);
  }
  return untraced;
}

interface Roles {
  readonly deadLetters: ReadonlySet<number>;
  readonly retries: ReadonlySet<number>;
  /** By event: the spans that it was delivered to. */
  readonly consumers: ReadonlyMap<number, readonly number[]>;
  /** By span: the attempt that it was, where a delivery says so. */
  readonly attempts: ReadonlyMap<number, number>;
}

function eventRoles({ records, edges, indexOf }: RecordGraph): Roles {
  const deadLetters = new Set<number>();
  const retries = new Set<number>();
  const consumers = new Map<number, number[]>();
  const attempts = new Map<number, number>();
  for (const { from, to, kind } of edges) {
    const [cause, effect] = [records[from]!, records[to]!];
    if (cause.kind === 'event' && effect.kind === 'span' && kind !== 'follows') {
      const spans = consumers.get(from);
      if (spans === undefined) consumers.set(from, [to]);
      else spans.push(to);
    }
  }
  for (const record of records) {
    if (record.kind !== 'event') continue;
    if (record.event.role === 'dead-letter') deadLetters.add(record.index);
    if (record.event.role === 'retry') retries.add(record.index);
    for (const { traceId, spanId: span, attempt } of record.event.deliveries) {
      const index = traceId === null || span === null ? undefined : indexOf.get(spanId({ traceId, spanId: span }));
      if (index !== undefined) attempts.set(index, Math.max(attempt, attempts.get(index) ?? 1));
    }
  }
  return { deadLetters, retries, consumers, attempts };
}

function looseMarks(graph: RecordGraph, placement: Placement, untraced: ReadonlyMap<number, readonly DeliveryInput[]>, roles: Roles, flowEnd: Micros | null, index: number): Loose[] {
  const record = graph.records[index]!;
  const from = placement.at[index]!;
  const skew = placement.skew[index]!;
  if (record.kind === 'span') {
    const attempt = roles.attempts.get(index) ?? 1;
    const label = attempt > 1 ? `${record.span.name} · attempt ${attempt}` : record.span.name;
    return [{ laneId: laneOfRecord(record), mark: { kind: 'bar', record: index, from, to: from + record.duration, label, brief: attempt > 1 ? `attempt ${attempt}` : null, endsAt: null, error: record.span.status === 'error', sharedWith: record.span.sharedWith, skew } }];
  }

  const { event } = record;
  const ghosts = (untraced.get(index) ?? []).map((delivery): Loose => {
    const told = timeOf(delivery.startedAt) ?? from;
    // A commit tells that it was read by then: what was sampled long after must not stretch the picture.
    const began = delivery.evidence === 'commit' && flowEnd !== null ? Math.min(told, Math.max(flowEnd, from)) : told;
    const ended = delivery.endedAt === null ? null : timeOf(delivery.endedAt);
    // Of a commit it is known between which two samples it was.
    const notBefore = delivery.notBefore === undefined ? null : timeOf(delivery.notBefore);
    const latest = Math.max(began, from);
    const start = notBefore === null ? latest : Math.min(Math.max(notBefore, from), latest);
    return {
      laneId: laneOfReader(delivery),
      mark: { kind: 'ghost', record: index, from: start, to: Math.max(latest, ended ?? latest), label: event.type ?? event.coordinates.topic, evidence: delivery.evidence, error: delivery.outcome === 'error', sharedWith: event.sharedWith, skew: latest - began },
    };
  });
  const known = (roles.consumers.get(index) ?? []).map((span) => arrival(graph, placement, index, span));
  // A commit tells only by when it was read: where spans tell when, the road ends there.
  const arrivals = known.length > 0 ? known : ghosts.map(({ mark }) => mark.to);
  const waits = event.deliveries.flatMap(({ waitMs, attempt }) => (waitMs === null || (attempt > 1 && !roles.retries.has(index)) ? [] : [waitMs]));
  const to = arrivals.reduce((latest, each) => Math.max(latest, each), from);
  const road: Loose = {
    laneId: laneOfRecord(record),
    mark: {
      kind: 'road',
      record: index,
      from,
      to,
      delay: roles.retries.has(index) ? (to > from ? { from, to } : null) : betweenAttempts(graph, placement, record),
      deadLetter: roles.deadLetters.has(index),
      retry: roles.retries.has(index),
      replay: event.replayId !== null,
      open: arrivals.length === 0,
      waitMs: waits.length === 0 ? null : Math.max(...waits),
      error: roles.deadLetters.has(index),
      sharedWith: event.sharedWith,
      skew,
    },
  };
  return [road, ...ghosts];
}

/** When a message lay in its topic since a first attempt had failed and the last had not begun; null where it was read once. */
function betweenAttempts({ records, indexOf }: RecordGraph, { at }: Placement, { event }: EventNode): { readonly from: number; readonly to: number } | null {
  let last: { readonly reader: string | null; readonly begins: number; readonly attempt: number } | null = null;
  const ends = new Map<string | null, number>();
  for (const { group, service, traceId, spanId: span, attempt } of event.deliveries) {
    const index = traceId === null || span === null ? undefined : indexOf.get(spanId({ traceId, spanId: span }));
    if (index === undefined) continue;
    const reader = group ?? service;
    if (attempt === 1) ends.set(reader, at[index]! + records[index]!.duration);
    else if (last === null || attempt > last.attempt) last = { reader, begins: at[index]!, attempt };
  }
  const from = last === null ? undefined : ends.get(last.reader);
  return last === null || from === undefined || last.begins <= from ? null : { from, to: last.begins };
}

/** When a message reached a span: where the span begins, or within it where the span had been waiting for messages. */
function arrival(graph: RecordGraph, placement: Placement, event: number, span: number): number {
  const at = Math.max(placement.at[event]!, placement.at[span]!);
  const consumer = graph.records[span]!;
  return consumer.kind === 'span' && waitsForMessages(consumer.span) ? at : placement.at[span]!;
}

function pack(loose: readonly Loose[], lanes: readonly LaneName[], graph: RecordGraph, segments: Picture['segments']): { marks: Mark[]; rows: Mark[][][] } {
  // A power of two, so that a flow that grows keeps its rows until it has doubled.
  const scale = makeScale(segments, PACKED_WIDTH / 2 ** Math.ceil(Math.log2(drawnLength(segments))), 40);
  const laneIndex = new Map(lanes.map((lane, index) => [lane.id, index]));
  const packers = lanes.map(() => new Rows());
  const rows: Mark[][][] = lanes.map(() => []);
  const rowOf = new Map<number, { lane: number; row: number }>();
  const parents = parentsInLane(graph);

  // Sorting is stable: what begins at once stays in causal order.
  const sorted = [...loose].sort((a, b) => a.mark.from - b.mark.from);
  const marks: Mark[] = [];
  for (const { laneId, mark } of sorted) {
    const lane = laneIndex.get(laneId)!;
    const parent = mark.kind === 'bar' ? rowOf.get(parents[mark.record]!) : undefined;
    const left = scale.x(mark.from);
    // What has not come has a row of its own: its words may need more room than its time.
    const lowest = mark.kind === 'missing' ? packers[lane]!.count : parent?.lane === lane ? parent.row + 1 : 0;
    const row = packers[lane]!.place(left, Math.max(scale.x(mark.to), left + NARROWEST[mark.kind]) + 1, lowest);
    const placed: Mark = { ...mark, index: marks.length, lane, row };
    marks.push(placed);
    const inLane = rows[lane]!;
    while (inLane.length <= row) inLane.push([]);
    inLane[row]!.push(placed);
    if (mark.kind === 'bar') rowOf.set(mark.record, { lane, row });
  }
  for (const [index, lane] of rows.entries()) if (lane.length === 0 && lanes[index] !== undefined) lane.push([]);
  return { marks, rows };
}

function parentsInLane({ records, edges }: RecordGraph): number[] {
  const parents = records.map(() => -1);
  for (const { from, to, kind } of edges) if (kind === 'call' && records[from]!.kind === 'span' && records[to]!.kind === 'span') parents[to] = from;
  return parents;
}
