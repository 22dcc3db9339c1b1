import type { FetchedMessage } from '#lib/sources/kafka/records/message.ts';

interface AbortedTransaction {
  readonly producerId: string;
  readonly firstOffset: string;
}

/** Type 0 of a control record's key (version int16, type int16) is an abort marker. */
const isAbortMarker = (message: FetchedMessage): boolean =>
  message.isControlRecord && message.key !== null && message.key.length >= 4 && message.key.readInt16BE(2) === 0;

/**
 * Leaves out the messages of aborted transactions.
 * kafkajs's own filter takes any key of four zero bytes (an integer key 0) for an abort marker, and enters one transaction
 * a message only, so that it shows aborted messages where several transactions are open at the offset a fetch starts from.
 */
export function withoutAborted({ messages, abortedTransactions }: {
  readonly messages: readonly FetchedMessage[];
  readonly abortedTransactions?: readonly AbortedTransaction[] | null;
}): readonly FetchedMessage[] {
  if (!abortedTransactions || abortedTransactions.length === 0) return messages;
  const upcoming = abortedTransactions
    .map(({ producerId, firstOffset }) => ({ producerId, first: BigInt(firstOffset) }))
    .sort((a, b) => (a.first < b.first ? -1 : 1));
  const aborting = new Set<string>();
  return messages.filter((message) => {
    const offset = BigInt(message.offset);
    while (upcoming.length > 0 && upcoming[0]!.first <= offset) aborting.add(upcoming.shift()!.producerId);
    const { producerId, inTransaction } = message.batchContext;
    if (!inTransaction || !aborting.has(producerId)) return true;
    if (message.isControlRecord) {
      if (isAbortMarker(message)) aborting.delete(producerId);
      return true;
    }
    return message.unreadable !== undefined;
  });
}
