/**
 * The records of `__consumer_offsets`, as Kafka's group coordinator writes them (OffsetCommitKey, OffsetCommitValue and their kin in
 * group-coordinator/src/main/resources/common/message). A key and a value begin with their version, an int16.
 */
import { microsFromMillis, type Micros } from '#lib/core/time.ts';
import { Bytes } from '#lib/sources/kafka/groups/bytes.ts';

interface Place {
  readonly group: string;
  readonly topic: string;
  readonly partition: number;
}

export type CommitRecord =
  /** `at`: when it was committed, by the broker's clock; null where it says none that can be. */
  | ({ readonly kind: 'commit'; readonly offset: bigint; readonly at: Micros | null } & Place)
  /** The commit expired, or was deleted. */
  | ({ readonly kind: 'removed' } & Place)
  /** What a group is: the brokers tell that when they are asked. */
  | { readonly kind: 'group' }
  /** Of a version that is not known here. */
  | { readonly kind: 'unknown' }
  | { readonly kind: 'unreadable' };

const GROUP_KEY = 2;
const LAST_CLASSIC_KEY = 2;
/** Metadata, epochs and assignments of consumer, share and streams groups. */
const LAST_GROUP_KEY = 14;
const LATEST_MS = 8_640_000_000_000;

export function readCommitRecord(key: Uint8Array | null, value: Uint8Array | null): CommitRecord {
  const from = new Bytes(key ?? new Uint8Array());
  const version = from.int16();
  if (version === null) return { kind: 'unreadable' };
  if (version === GROUP_KEY || (version > LAST_CLASSIC_KEY && version <= LAST_GROUP_KEY)) return { kind: 'group' };
  if (version < 0 || version > LAST_GROUP_KEY) return { kind: 'unknown' };
  const [group, topic, partition] = [from.string(), from.string(), from.int32()];
  if (group === null || topic === null || partition === null || partition < 0) return { kind: 'unreadable' };
  const place = { group, topic, partition };
  return value === null ? { kind: 'removed', ...place } : readValue(place, new Bytes(value));
}

function readValue(place: Place, from: Bytes): CommitRecord {
  const version = from.int16();
  if (version === null) return { kind: 'unreadable' };
  if (version < 0 || version > 4) return { kind: 'unknown' };
  const offset = from.int64();
  if (version >= 3 && from.int32() === null) return { kind: 'unreadable' };
  // The metadata, which clients write and nobody here reads.
  const metadata = version >= 4 ? from.compactString() : from.string();
  const millis = from.int64();
  if (offset === null || offset < 0n || metadata === null || millis === null) return { kind: 'unreadable' };
  const at = millis > 0n && millis <= BigInt(LATEST_MS) ? microsFromMillis(Number(millis)) : null;
  return { kind: 'commit', ...place, offset, at };
}
