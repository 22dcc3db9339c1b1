/** What refers to the spans of a trace from outside: messages that were sent under them, and segments that link to them. Found once for all of a trace. */
import { append } from '#lib/core/append.ts';
import { namedTraces } from '#lib/core/flows/named-traces.ts';
import type { Segment, SegmentedTrace } from '#lib/core/flows/segment.ts';
import type { KnownEvent, World } from '#lib/core/flows/world.ts';
import { spanRefText, type SpanId, type SpanRef } from '#lib/core/ids.ts';

/** What links into a trace, as far as the world knew after so many additions. */
interface Links {
  readonly bySegment: ReadonlyMap<Segment | undefined, readonly { readonly segment: Segment; readonly spanId: SpanId }[]>;
  readonly isWhole: boolean;
  readonly additions: number;
}

export class TraceNeighbours {
  readonly #world: World;
  readonly #sent = new Map<SegmentedTrace, Map<Segment | undefined, KnownEvent[]>>();
  readonly #sentBySpan = new Map<readonly KnownEvent[], ReadonlyMap<string, readonly KnownEvent[]>>();
  readonly #sentUnder = new Map<readonly KnownEvent[], ReadonlyMap<string, readonly KnownEvent[]>>();
  readonly #links = new Map<SegmentedTrace, Links>();

  constructor(world: World) {
    this.#world = world;
  }

  /** The segments, of this trace and of others, with a link to a span of the segment: to any, or to one. */
  linkingTo(trace: SegmentedTrace | undefined, segment: Segment, spanId: SpanId | null = null): Segment[] {
    if (trace === undefined) return [];
    return (this.#linksInto(trace).get(segment) ?? []).flatMap((link) => (spanId === null || link.spanId === spanId ? [link.segment] : []));
  }

  /** By segment of the trace. A bulk job's has thousands, and as many traces that link to them. */
  #linksInto(trace: SegmentedTrace): Links['bySegment'] {
    const world = this.#world;
    const known = this.#links.get(trace);
    if (known !== undefined && (known.isWhole || known.additions === world.additions)) {
      if (!known.isWhole) world.askAgain();
      return known.bySegment;
    }
    const asked = world.asked;
    const links = [trace.traceId, ...(world.linkingTraces(trace.traceId) ?? [])].flatMap((traceId) => world.trace(traceId)?.linksTo(trace.traceId) ?? []);
    const bySegment = Map.groupBy(links, ({ spanId }) => trace.segmentOf(spanId));
    this.#links.set(trace, { bySegment, isWhole: world.asked === asked, additions: world.additions });
    return bySegment;
  }

  /** What was sent under the spans of a segment. Of a trace that is known its senders are too. */
  sentFrom(segment: Segment): KnownEvent[] {
    const trace = this.#world.trace(segment.traceId);
    if (trace === undefined) return [];
    let sent = this.#sent.get(trace);
    if (sent === undefined) {
      sent = new Map();
      for (const event of this.#world.senders(segment.traceId) ?? []) {
        for (const { traceId, ref } of namedTraces(event.reading)) {
          if (traceId === segment.traceId) append(sent, trace.segmentOf(ref?.spanId ?? null), event);
        }
      }
      this.#sent.set(trace, sent);
    }
    return sent.get(segment) ?? [];
  }

  /** The messages that a span itself sent. */
  sentUnder(ref: SpanRef): readonly KnownEvent[] {
    const senders = this.#world.senders(ref.traceId);
    if (senders === undefined) return [];
    let bySpan = this.#sentUnder.get(senders);
    if (bySpan === undefined) this.#sentUnder.set(senders, (bySpan = Map.groupBy(senders, ({ reading: { trace } }) => (trace?.ref == null ? '' : spanRefText(trace.ref)))));
    return bySpan.get(spanRefText(ref)) ?? [];
  }

  /** The messages that name a span, as their sender or as that of a hop before. */
  naming(ref: SpanRef): readonly KnownEvent[] {
    const senders = this.#world.senders(ref.traceId);
    if (senders === undefined) return [];
    let bySpan = this.#sentBySpan.get(senders);
    if (bySpan === undefined) this.#sentBySpan.set(senders, (bySpan = bySpanRef(senders)));
    return bySpan.get(spanRefText(ref)) ?? [];
  }
}

function bySpanRef(events: readonly KnownEvent[]): Map<string, KnownEvent[]> {
  const bySpan = new Map<string, KnownEvent[]>();
  for (const event of events) {
    const refs = namedTraces(event.reading).flatMap(({ ref }) => (ref === null ? [] : [spanRefText(ref)]));
    for (const ref of new Set(refs)) append(bySpan, ref, event);
  }
  return bySpan;
}
