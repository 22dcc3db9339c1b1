/** Dead letters as the rollup writes them. */
import { brand } from '#lib/core/brand.ts';
import { FINGERPRINT_VERSION, fingerprint } from '#lib/core/dead-letters/fingerprint.ts';
import type { Micros } from '#lib/core/time.ts';
import { writeDeadLetters, type DeadLetterRow } from '#lib/store/dead-letters.ts';
import type { FailureGroupRow } from '#lib/store/failure-counts.ts';
import { eventRef, uuidOfHex } from '#lib/store/refs.ts';
import type { Store } from '#lib/store/store.ts';
import { inTransaction } from '#lib/store/transaction.ts';

export const NOW = brand<Micros>(Date.UTC(2026, 10, 21, 12) * 1000);

export interface LetterInput extends Partial<Omit<DeadLetterRow, 'id' | 'groupId' | 'seenAt'>> {
  readonly offset: bigint;
  readonly type?: string;
  readonly text?: string;
  readonly source?: string;
  readonly minutesAgo?: number;
}

export const letterId = (offset: bigint): string => eventRef(7, 0, offset);

/** Answers the ids of their groups, as the API has them. */
export async function insertLetters(store: Pick<Store, 'pool'>, letters: readonly LetterInput[], gone: readonly bigint[] = []): Promise<string[]> {
  const made = letters.map((letter) => letterRow(letter));
  await inTransaction(store.pool, (client) => writeDeadLetters(client, made.map(({ row }) => row), made.map(({ group }) => group), gone.map(letterId), 1n));
  return made.map(({ group }) => group.id.replaceAll('-', ''));
}

function letterRow({ offset, type = 'shop.CardDeclined', text = 'do_not_honor', source = 'kafka', minutesAgo = 5, ...changes }: LetterInput): { readonly row: DeadLetterRow; readonly group: FailureGroupRow } {
  const seenAt = brand<Micros>(NOW - minutesAgo * 60_000_000);
  const originTopic = changes.originTopic === undefined ? 'payments' : changes.originTopic;
  const consumerGroup = changes.consumerGroup === undefined ? 'payment' : changes.consumerGroup;
  const made = fingerprint({ originTopic, consumerGroup, type, message: text, stacktrace: null });
  const groupId = uuidOfHex(made.id);
  return {
    row: {
      id: letterId(offset), topicId: 7, observedDay: '2026-11-21', seenAt, groupId, originTopic, originPartition: 3, originOffset: offset + 100n, originIncarnation: 0, originEvidence: 'headers', consumerGroup,
      exceptionType: type, message: text, framework: 'ad hoc', attempts: 1, failedAt: null, messageType: 'payment.requested', messageId: `m${offset}`, keyText: `order-${offset}`, size: 100, flowId: `f${offset}`,
      replayOf: null, replayId: null, unwritable: null, search: text, ...changes,
    },
    group: { ...made, id: groupId, fingerprintVersion: FINGERPRINT_VERSION, originTopic, consumerGroup, sources: [source], firstSeenAt: seenAt, lastSeenAt: seenAt },
  };
}
