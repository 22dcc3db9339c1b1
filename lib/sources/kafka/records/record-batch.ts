/**
 * Kafka's record batches, format 2 (KIP-98): from the bytes of a fetch to messages.
 * kafkajs's own decoder loses the order of headers, and ends the consumer for good on a batch that it cannot read;
 * this one keeps headers as they are, and hands over what it cannot read as such, so that reading goes on behind it.
 */
import { crc32c } from '#lib/sources/kafka/records/crc32c.ts';
import { decompress } from '#lib/sources/kafka/records/codecs.ts';
import { FetchedMessage } from '#lib/sources/kafka/records/message.ts';
import { RecordReader } from '#lib/sources/kafka/records/record-reader.ts';

/** How far one fetch response may expand, over all its partitions. Records beyond it are fetched again later. */
export interface Budget {
  /** No further batch is opened when less than this is left; at least one per partition is. */
  soft: number;
  /** Nothing is opened when this is used up. */
  hard: number;
}

export const BATCH_OUTPUT_LIMIT = 64 * 1024 * 1024;

const BASE_OFFSET = 0;
const LENGTH = 8;
const MAGIC = 16;
const CRC = 17;
const ATTRIBUTES = 21;
const LAST_OFFSET_DELTA = 23;
const BASE_TIMESTAMP = 27;
const MAX_TIMESTAMP = 35;
const PRODUCER_ID = 43;
const RECORD_COUNT = 57;
const RECORDS = 61;

/** `bytes` is one partition's part of a fetch response; a batch that is cut off at its end is left for the next fetch. */
export async function decodeRecordBatches(bytes: Buffer, budget: Budget): Promise<FetchedMessage[]> {
  const messages: FetchedMessage[] = [];
  for (let at = 0; at + RECORDS <= bytes.length; ) {
    const end = at + 12 + bytes.readInt32BE(at + LENGTH);
    if (end > bytes.length || end < at + RECORDS) break;
    if (budget.hard <= 0 || (budget.soft <= 0 && at > 0)) break;
    const batch = bytes.subarray(at, end);
    const spent = await decodeBatch(batch, messages);
    budget.soft -= spent;
    budget.hard -= spent;
    at = end;
  }
  return messages;
}

/** Appends the messages of one batch, and returns how many bytes they take. */
async function decodeBatch(batch: Buffer, messages: FetchedMessage[]): Promise<number> {
  const base = batch.readBigInt64BE(BASE_OFFSET);
  const last = base + BigInt(Math.max(0, batch.readInt32BE(LAST_OFFSET_DELTA)));
  const attributes = batch.readInt16BE(ATTRIBUTES);
  const frame = {
    magicByte: batch[MAGIC]!,
    isControlRecord: (attributes & 0x20) !== 0,
    timestampType: (attributes & 0x08) !== 0 ? ('append' as const) : ('create' as const),
    batchContext: { producerId: batch.readBigInt64BE(PRODUCER_ID).toString(), inTransaction: (attributes & 0x10) !== 0 },
  };
  const baseTimestamp = batch.readBigInt64BE(BASE_TIMESTAMP);
  const maxTimestamp = batch.readBigInt64BE(MAX_TIMESTAMP).toString();
  const count = batch.readInt32BE(RECORD_COUNT);
  let next = base;
  let size = batch.length;
  try {
    if (crc32c(batch.subarray(ATTRIBUTES)) !== batch.readInt32BE(CRC)) throw new Error('the checksum (CRC-32C) does not match');
    const records = await decompress(attributes & 0x07, batch.subarray(RECORDS), BATCH_OUTPUT_LIMIT);
    size = records.length;
    const reader = new RecordReader(records);
    for (let index = 0; index < count; index++) {
      const record = reader.next();
      const offset = base + BigInt(record.offsetDelta);
      if (offset < next || offset > last) throw new Error(`a record names offset ${offset}, outside of its batch`);
      messages.push(new FetchedMessage({
        ...frame,
        attributes: record.attributes,
        timestamp: frame.timestampType === 'append' ? maxTimestamp : (baseTimestamp + record.timestampDelta).toString(),
        offset: offset.toString(),
        key: record.key,
        value: record.value,
        rawHeaders: record.headers,
      }));
      next = offset + 1n;
    }
    if (!reader.isAtEnd) throw new Error('bytes are left behind its last record');
    // Compaction can empty the end of a batch; without this, a fetch of nothing else would be repeated for ever.
    if (next <= last) messages.push(new FetchedMessage({ ...frame, ...EMPTY, isControlRecord: true, offset: last.toString() }));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    messages.push(new FetchedMessage({ ...frame, ...EMPTY, isControlRecord: false, offset: last.toString(), unreadable: { first: next, reason, bytes: Buffer.from(batch) } }));
  }
  return size;
}

const EMPTY = { attributes: 0, timestamp: '-1', key: null, value: null, rawHeaders: [] } as const;
