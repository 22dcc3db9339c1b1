import { readAwsXray } from '#lib/core/conventions/aws-xray.ts';
import { readB3 } from '#lib/core/conventions/b3.ts';
import { readCloudEventTrace } from '#lib/core/conventions/cloudevent-trace.ts';
import { readDatadog } from '#lib/core/conventions/datadog.ts';
import { readElastic } from '#lib/core/conventions/elastic.ts';
import type { EventInput } from '#lib/core/conventions/event-input.ts';
import { readJaeger } from '#lib/core/conventions/jaeger.ts';
import { joinText } from '#lib/core/conventions/join-text.ts';
import type { EventReading, Key } from '#lib/core/conventions/reading.ts';
import { readSkywalking } from '#lib/core/conventions/skywalking.ts';
import type { TraceReading } from '#lib/core/conventions/trace-reading.ts';
import { readEarlierTraceparents, readTraceparent } from '#lib/core/conventions/traceparent.ts';
import { readTracestate } from '#lib/core/conventions/tracestate.ts';

/** Strongest first: the first that finds a trace is believed. A further propagation format is one more row. */
const HOP_READERS: readonly ((input: EventInput) => TraceReading | null)[] = [
  readTraceparent,
  readB3,
  readJaeger,
  readSkywalking,
  readDatadog,
  readElastic,
  readAwsXray,
];

/** The headers of each format, in the order in which they are believed. */
export const TRACE_HEADERS: readonly string[] = [
  'traceparent', 'b3', 'X-B3-TraceId', 'uber-trace-id', 'sw8', 'x-datadog-trace-id', 'elasticapmtraceparent', 'elastic-apm-traceparent', 'AWSTraceHeader', 'X-Amzn-Trace-Id', 'ce_traceparent',
];

/** All that a message says about traces, and the keys that come of it: the believed one first. */
export interface TraceContext {
  readonly trace: EventReading['trace'];
  readonly earlier: NonNullable<EventReading['earlierTraces']>;
  readonly keys: readonly Key[];
}

/**
 * The trace of this hop. Other formats that name another trace are noted and only find, for nothing says that they mean the same journey.
 * So does `ce_traceparent`, the origin of the whole journey, unless nothing else names a trace.
 */
export function readTraceContext(input: EventInput): TraceContext {
  const [hop, ...others] = HOP_READERS.flatMap((read) => read(input) ?? []);
  const origin = readCloudEventTrace(input);
  const believed = hop ?? origin;
  if (!believed) return { trace: null, earlier: [], keys: [] };

  const keys: Key[] = [traceKey(believed, true)];
  const addKey = (trace: Pick<TraceReading, 'traceId' | 'from'>, joins: boolean): void => {
    if (!keys.some((key) => key.value === trace.traceId)) keys.push(traceKey(trace, joins));
  };
  const earlier = believed.from === 'traceparent' && input.headers.count('traceparent') > 1 ? readEarlierTraceparents(input) : [];
  for (const { traceId } of earlier) addKey({ traceId, from: 'traceparent' }, true);
  for (const other of others) {
    addKey(other, false);
    if (isOther(other, believed)) input.note(`${other.from} names another ${other.traceId === believed.traceId ? 'span' : 'trace'} than ${believed.from}, which is believed`);
  }
  if (origin) addKey(origin, false);
  const state = readTracestate(input);
  return { trace: state === null ? believed : { ...believed, state }, earlier, keys };
}

function isOther(a: TraceReading, b: TraceReading): boolean {
  return a.traceId !== b.traceId || (a.ref !== null && b.ref !== null && a.ref.spanId !== b.ref.spanId);
}

function traceKey({ traceId, from }: Pick<TraceReading, 'traceId' | 'from'>, joins: boolean): Key {
  return { kind: 'trace', value: traceId, from, join: joins ? joinText.trace(traceId) : null };
}
