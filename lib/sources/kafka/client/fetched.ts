import { createRequire } from 'node:module';
import type { FetchedMessage } from '#lib/sources/kafka/records/message.ts';
import { decodeRecordBatches, type Budget } from '#lib/sources/kafka/records/record-batch.ts';

/** kafkajs's cursor over one response. */
interface Decoder {
  readonly buffer: Buffer;
  offset: number;
  readInt32(): number;
  readBytes(length: number): Buffer;
  canReadBytes(length: number): boolean;
}

const require = createRequire(import.meta.url);
const OtherDecoder = require('kafkajs/src/protocol/decoder') as new (bytes: Buffer) => Decoder;
const decodeMessageSet = require('kafkajs/src/protocol/messageSet/decoder') as (decoder: Decoder, size: number) => Promise<FetchedMessage[]>;

const SOFT_LIMIT = 32 * 1024 * 1024;
const HARD_LIMIT = 128 * 1024 * 1024;
const MAGIC_OFFSET = 16;

const budgets = new WeakMap<Buffer, Budget>();

/** Decodes one partition's part of a fetch response, in place of kafkajs's `decodeMessages`. What is decompressed is limited for the whole response. */
export async function decodeFetched(decoder: Decoder): Promise<FetchedMessage[]> {
  const size = decoder.readInt32();
  if (size <= 0 || !decoder.canReadBytes(size)) return [];
  const bytes = decoder.readBytes(size);
  if (bytes.length <= MAGIC_OFFSET) return [];
  // Formats 0 and 1, from before Kafka 0.11, have no headers to lose.
  if (bytes[MAGIC_OFFSET]! < 2) return await decodeMessageSet(new OtherDecoder(bytes), size);
  let budget = budgets.get(decoder.buffer);
  if (budget === undefined) budgets.set(decoder.buffer, (budget = { soft: SOFT_LIMIT, hard: HARD_LIMIT }));
  return await decodeRecordBatches(bytes, budget);
}
