import { trace } from '@opentelemetry/api';
import { pino, type Logger } from 'pino';

/** Structured logs on standard output; a line that is written within a span carries its ids. */
export function collectorLog(level: string): Logger {
  return pino({
    level,
    base: { role: 'collector', pid: process.pid },
    timestamp: pino.stdTimeFunctions.isoTime,
    mixin() {
      const context = trace.getActiveSpan()?.spanContext();
      return context === undefined ? {} : { traceId: context.traceId, spanId: context.spanId };
    },
  });
}
