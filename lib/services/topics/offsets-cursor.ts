/** Where a list of messages goes on: an offset for each partition, opaque to callers. */
import { ServiceError } from '#lib/services/errors.ts';
import { decodeOffsets, encodeOffsets } from '#lib/store/packed-offsets.ts';

interface OffsetsCursor {
  readonly topicId: number;
  /** Messages that were kept when it was given out. */
  readonly kept: bigint;
  readonly offsets: ReadonlyMap<number, bigint>;
}

export function encodeOffsetsCursor({ topicId, kept, offsets }: OffsetsCursor): string {
  const packed = encodeOffsets([...offsets].map(([partition, offset]) => ({ partition, offset })));
  return `${topicId.toString(36)}.${kept.toString()}.${Buffer.from(packed).toString('base64url')}`;
}

/** Null where it belongs to another topic, or another incarnation of this one. Throws `invalid` for what was not given out. */
export function decodeOffsetsCursor(text: string, topicId: number, path: string): OffsetsCursor | null {
  const [, topic, kept, packed] = /^([0-9a-z]{1,7})\.(\d{1,19})\.([A-Za-z0-9_-]*)$/.exec(text) ?? [];
  if (topic === undefined || kept === undefined || packed === undefined) throw refused(path);
  if (Number.parseInt(topic, 36) !== topicId) return null;
  try {
    const offsets = decodeOffsets(Buffer.from(packed, 'base64url')).flatMap(({ partition, offset }) => (offset === null ? [] : [[partition, offset] as const]));
    if (offsets.some(([partition, offset]) => partition > 2_147_483_647 || offset > 9_223_372_036_854_775_807n)) throw refused(path);
    return { topicId, kept: BigInt(kept), offsets: new Map(offsets) };
  } catch (error) {
    if (error instanceof RangeError) throw refused(path);
    throw error;
  }
}

const refused = (path: string): ServiceError => new ServiceError('invalid', 'The place to go on from cannot be used.', { faults: [{ path: `query.${path}`, message: 'was not given out by this list' }] });
