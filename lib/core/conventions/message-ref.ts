import type { Attributes, SpanKind } from '#lib/core/record.ts';
import { messagingAttribute } from '#lib/core/conventions/messaging-attributes.ts';
import type { MessageRef } from '#lib/core/conventions/reading.ts';

const LARGEST_OFFSET = 2n ** 63n - 1n;

/** The topic that a span, or a link of it, names. */
export const readTopic = (attributes: Attributes, kind: SpanKind): string | null => messagingAttribute(attributes, kind === 'consumer' ? 'consumed' : 'destination');

/**
 * The message that the attributes of a span or of a link name by its coordinates; null where one of the three is missing or makes no sense.
 * `topic` is the span's, for links often leave it out.
 */
export function readMessageRef(attributes: Attributes, kind: SpanKind, topic: string | null): MessageRef | null {
  const destination = readTopic(attributes, kind) ?? topic;
  const partition = messagingAttribute(attributes, kind === 'consumer' ? 'consumedPartition' : 'partition');
  const offset = messagingAttribute(attributes, 'offset');
  if (destination === null || partition === null || offset === null) return null;
  if (!/^\d{1,9}$/.test(partition) || !/^\d{1,19}$/.test(offset) || BigInt(offset) > LARGEST_OFFSET) return null;
  return { topic: destination, partition: Number(partition), offset: BigInt(offset) };
}
