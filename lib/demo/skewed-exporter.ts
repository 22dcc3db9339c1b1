import type { HrTime } from '@opentelemetry/api';
import type { ReadableSpan, SpanExporter } from '@opentelemetry/sdk-trace-node';

/** Exports spans with the times that a wrong clock would have given them. */
export function skewed(exporter: SpanExporter, skewMs: number): SpanExporter {
  if (skewMs === 0) return exporter;
  const shift = ([seconds, nanos]: HrTime): HrTime => {
    const moved = BigInt(seconds) * 1_000_000_000n + BigInt(nanos) + BigInt(skewMs) * 1_000_000n;
    return [Number(moved / 1_000_000_000n), Number(moved % 1_000_000_000n)];
  };
  const move = (span: ReadableSpan): ReadableSpan =>
    Object.create(span, {
      startTime: { value: shift(span.startTime) },
      endTime: { value: shift(span.endTime) },
      events: { value: span.events.map((event) => ({ ...event, time: shift(event.time) })) },
    }) as ReadableSpan;
  return {
    export: (spans, done) => exporter.export(spans.map(move), done),
    shutdown: () => exporter.shutdown(),
    forceFlush: () => exporter.forceFlush?.() ?? Promise.resolve(),
  };
}
