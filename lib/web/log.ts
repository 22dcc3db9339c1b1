import { trace } from '@opentelemetry/api';
import { pino, type Logger } from 'pino';
import type { WebSettings } from '#lib/env/web.ts';

/** JSON lines that carry the ids of the span they were written in. */
export const openLog = ({ logLevel }: Pick<WebSettings, 'logLevel'>): Logger =>
  pino({
    level: logLevel,
    base: { process: 'web', pid: process.pid },
    mixin() {
      const span = trace.getActiveSpan()?.spanContext();
      return span ? { trace_id: span.traceId, span_id: span.spanId } : {};
    },
  });
