import { trace } from '@opentelemetry/api';
import { pino, type Level, type Logger } from 'pino';

/** JSON lines on standard output; what is written within a span carries its ids. */
export const openLog = (role: 'web' | 'collector', level: Level | 'silent'): Logger =>
  pino({
    level,
    base: { role, pid: process.pid },
    timestamp: pino.stdTimeFunctions.isoTime,
    // An error of pg carries its whole connection; what people need of an error is this.
    serializers: { err: (error: unknown) => (error instanceof Error ? { type: error.name, message: error.message, code: (error as { code?: unknown }).code, stack: error.stack } : error) },
    mixin() {
      const span = trace.getActiveSpan()?.spanContext();
      return span === undefined ? {} : { traceId: span.traceId, spanId: span.spanId };
    },
  });
