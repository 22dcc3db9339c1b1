import { integerFromBytes } from '#lib/core/conventions/bytes.ts';
import type { EventReading } from '#lib/core/conventions/reading.ts';
import type { EventInput } from '#lib/core/conventions/event-input.ts';

/** Headers of retries, of which the first attempt is none. */
const RETRIES = new Set(['x-retry-count', 'retry-count', 'mt-fault-retrycount']);
/** Spring Kafka writes int32, in older versions text; and the attempt that a message is sent on to, which for a dead letter nobody makes. */
const SPRING = 'retry_topic-attempts';
const KNOWN = [SPRING, 'MT-Fault-RetryCount'];
const MOST_ATTEMPTS = 1_000_000n;

/** Which attempt this message stands for, of a dead letter the last that was made; 1 where nothing says otherwise, or what it says makes no sense. */
export function readAttempt({ headers, conventions }: EventInput, role: EventReading['role']): number {
  for (const name of [...KNOWN, ...conventions.deadLetterHeaders.attempts]) {
    const bytes = headers.lastBytes(name);
    const count = bytes && integerFromBytes(bytes);
    if (count === null || count < 0n || count > MOST_ATTEMPTS) continue;
    const more = RETRIES.has(name.toLowerCase()) ? 1 : name === SPRING && role === 'dead-letter' ? -1 : 0;
    return Math.max(1, Number(count) + more);
  }
  return 1;
}
