/** What a span does with messages, by its kind and by the operation that its attributes name. */
import type { TracedSpan } from '#lib/core/flows/span-tree.ts';

export const isReader = ({ span, reading }: TracedSpan): boolean => span.kind === 'consumer' || reading.operation === 'receive' || reading.operation === 'process';

/** It waits for messages: it may rightly begin before the one that ends it was written. */
export const isReceive = ({ reading }: TracedSpan): boolean => reading.operation === 'receive';
