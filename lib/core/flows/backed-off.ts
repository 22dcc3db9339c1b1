import type { SpanRecord } from '#lib/core/record.ts';

/**
 * Whether the span only put a retry back that was not yet due. Spring Kafka's retry topics throw `KafkaBackoffException` until a retry's
 * time has come; instrumentation shows each as a failed process span, although no listener ran.
 */
export function isBackedOff({ status, statusMessage, events }: SpanRecord): boolean {
  if (status !== 'error') return false;
  return statusMessage.includes(BACKOFF) || events.some(({ attributes }) => TOLD_BY.map((name) => attributes[name]).some((told) => typeof told === 'string' && told.includes(BACKOFF)));
}

const BACKOFF = 'KafkaBackoffException';
const TOLD_BY = ['exception.type', 'exception.message', 'exception.stacktrace'];
