import { integerFromBytes } from '#lib/core/conventions/bytes.ts';
import type { HeaderView } from '#lib/core/conventions/header-view.ts';

/** Headers that count attempts, strongest first. `plus` 1 where the first attempt is no retry and counts 0. */
const COUNTERS: readonly { readonly header: string; readonly plus: 0 | 1 }[] = [
  { header: 'retry_topic-attempts', plus: 0 }, // Spring Kafka: int32 big-endian, in older versions text
  { header: 'x-attempt', plus: 0 },
  { header: 'attempt', plus: 0 },
  { header: 'attempts', plus: 0 },
  { header: 'x-retry-count', plus: 1 },
  { header: 'retry-count', plus: 1 },
];
const MOST_ATTEMPTS = 1_000_000n;

/** Which attempt this message stands for; 1 where nothing says otherwise, or what it says makes no sense. */
export function readAttempt(headers: HeaderView): number {
  for (const { header, plus } of COUNTERS) {
    const bytes = headers.lastBytes(header);
    const count = bytes && integerFromBytes(bytes);
    if (count !== null && count >= 0n && count <= MOST_ATTEMPTS) return Math.max(1, Number(count) + plus);
  }
  return 1;
}
