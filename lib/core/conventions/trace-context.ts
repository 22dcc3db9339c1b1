import type { EventInput } from '#lib/core/conventions/event-input.ts';
import { readB3 } from '#lib/core/conventions/b3.ts';
import { readCloudEventTrace } from '#lib/core/conventions/cloudevent-trace.ts';
import { readJaeger } from '#lib/core/conventions/jaeger.ts';
import { readTraceparent } from '#lib/core/conventions/traceparent.ts';
import type { TraceReading } from '#lib/core/conventions/trace-reading.ts';

/** Strongest first: the first that finds a trace is believed. A further propagation format is one more row. */
const TRACE_READERS: readonly ((input: EventInput) => TraceReading | null)[] = [readTraceparent, readB3, readJaeger, readCloudEventTrace];

export function readTrace(input: EventInput): TraceReading | null {
  for (const read of TRACE_READERS) {
    const found = read(input);
    if (found) return found;
  }
  return null;
}
