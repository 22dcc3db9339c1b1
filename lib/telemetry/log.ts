import { trace } from '@opentelemetry/api';
import { pino, type Level, type Logger, type LoggerOptions } from 'pino';
import { plainError } from '#lib/telemetry/plain-error.ts';

/** JSON lines on standard output; what is written within a span carries its ids. `clean` says what may be written of a line. */
export const openLog = (role: 'web' | 'collector', level: Level | 'silent', clean: ((line: string) => string) | null = null): Logger => {
  const options = optionsOf(role, level);
  return clean === null ? pino(options) : pino(options, { write: (line) => process.stdout.write(clean(line)) });
};

const optionsOf = (role: 'web' | 'collector', level: Level | 'silent'): LoggerOptions => ({
  level,
  base: { role, pid: process.pid },
  timestamp: pino.stdTimeFunctions.isoTime,
  serializers: { err: plainError },
  mixin() {
    const span = trace.getActiveSpan()?.spanContext();
    return span === undefined ? {} : { traceId: span.traceId, spanId: span.spanId };
  },
});
