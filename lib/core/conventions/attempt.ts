import { integerFromBytes } from '#lib/core/conventions/bytes.ts';
import type { EventInput } from '#lib/core/conventions/event-input.ts';

/** Headers of retries, of which the first attempt is none. */
const RETRIES = new Set(['x-retry-count', 'retry-count', 'mt-fault-retrycount']);
/** Spring Kafka writes int32, in older versions text. */
const KNOWN = ['retry_topic-attempts', 'MT-Fault-RetryCount'];
const MOST_ATTEMPTS = 1_000_000n;

/** Which attempt this message stands for; 1 where nothing says otherwise, or what it says makes no sense. */
export function readAttempt({ headers, conventions }: EventInput): number {
  for (const name of [...KNOWN, ...conventions.deadLetterHeaders.attempts]) {
    const bytes = headers.lastBytes(name);
    const count = bytes && integerFromBytes(bytes);
    if (count !== null && count >= 0n && count <= MOST_ATTEMPTS) return Math.max(1, Number(count) + (RETRIES.has(name.toLowerCase()) ? 1 : 0));
  }
  return 1;
}
