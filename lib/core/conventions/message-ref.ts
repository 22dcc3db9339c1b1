import type { Attributes } from '#lib/core/record.ts';
import { messagingAttribute } from '#lib/core/conventions/messaging-attributes.ts';
import type { MessageRef } from '#lib/core/conventions/reading.ts';

const LARGEST_OFFSET = 2n ** 63n - 1n;

/** The message that these attributes name by its coordinates; null where one of the three is missing or makes no sense. `topic` is the span's, for links often leave it out. */
export function readMessageRef(attributes: Attributes, topic: string | null): MessageRef | null {
  const destination = messagingAttribute(attributes, 'destination') ?? topic;
  const partition = messagingAttribute(attributes, 'partition');
  const offset = messagingAttribute(attributes, 'offset');
  if (destination === null || partition === null || offset === null) return null;
  if (!/^\d{1,9}$/.test(partition) || !/^\d{1,19}$/.test(offset) || BigInt(offset) > LARGEST_OFFSET) return null;
  return { topic: destination, partition: Number(partition), offset: BigInt(offset) };
}
