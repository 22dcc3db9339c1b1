import { Bytes } from '#lib/sources/kafka/groups/bytes.ts';

/**
 * What a leader assigned to a member of a classic group: `ConsumerProtocolAssignment` of Kafka's consumer protocol, whose versions 0 to 3
 * begin alike. Without bytes nothing is assigned, as while a group rebalances; null where the bytes are something else.
 */
export function assignedPartitions(bytes: Uint8Array | null): ReadonlyMap<string, readonly number[]> | null {
  if (bytes === null || bytes.length === 0) return new Map();
  const from = new Bytes(bytes);
  const [version, topics] = [from.int16(), from.int32()];
  if (version === null || version < 0 || topics === null) return null;
  const assigned = new Map<string, number[]>();
  for (let topic = 0; topic < topics; topic += 1) {
    const [name, count] = [from.string(), from.int32()];
    if (name === null || count === null) return null;
    const partitions: number[] = [];
    for (let index = 0; index < count; index += 1) {
      const partition = from.int32();
      if (partition === null) return null;
      partitions.push(partition);
    }
    assigned.set(name, [...(assigned.get(name) ?? []), ...partitions]);
  }
  return assigned;
}
