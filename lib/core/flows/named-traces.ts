import { brand } from '#lib/core/brand.ts';
import type { EventReading } from '#lib/core/conventions/reading.ts';
import type { SpanRef, TraceId } from '#lib/core/ids.ts';

/** A trace that a message names: its sender's, or that of a hop before it. */
export interface NamedTrace {
  /** Of a tracer whose ids are no 128-bit hex numbers (SkyWalking's) it is that id as it is: no span is ever stored under it. */
  readonly traceId: TraceId;
  readonly ref: SpanRef | null;
}

/** The sender's first, then those of the hops before it: a message that was passed on with its headers keeps them. */
export function namedTraces({ trace, earlierTraces }: EventReading): readonly NamedTrace[] {
  const all = trace === null ? (earlierTraces ?? []) : [trace, ...(earlierTraces ?? [])];
  return all.map(({ traceId, ref }) => ({ traceId: brand<TraceId>(traceId), ref }));
}
