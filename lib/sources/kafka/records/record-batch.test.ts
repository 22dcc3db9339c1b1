import { expect, test } from 'vitest';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { compressFrameSync } from 'lz4-napi';
import { compress as compressSnappy } from 'snappyjs';
import { BATCH_OUTPUT_LIMIT, decodeRecordBatches } from '#lib/sources/kafka/records/record-batch.ts';
import { crc32c } from '#lib/sources/kafka/records/crc32c.ts';
import { varint, writeBatch, writeRecord } from '#lib/sources/kafka/records/testing/write-batch.ts';

const lots = () => ({ soft: 1e9, hard: 1e9 });
const record = (offsetDelta: number, value: string) => writeRecord({ offsetDelta, value: Buffer.from(value) });

test('the checksum is the one of RFC 3720', () => {
  expect(crc32c(Buffer.from('123456789')) >>> 0).toBe(0xe3069283);
  expect(crc32c(Buffer.alloc(32)) >>> 0).toBe(0x8a9136aa);
});

test('keeps headers in order, with repeats, nulls, empty values and bytes that are no UTF-8', async () => {
  const headers: [Buffer, Buffer | null][] = [
    [Buffer.from('b'), Buffer.from('1')], [Buffer.from('2'), null], [Buffer.from('a'), Buffer.alloc(0)],
    [Buffer.from('b'), Buffer.from([0xff, 0])], [Buffer.from([0xff]), Buffer.from('x')], [Buffer.from('__proto__'), Buffer.from('y')],
  ];
  const [message] = await decodeRecordBatches(writeBatch({ base: 7n, records: [writeRecord({ offsetDelta: 0, key: null, value: null, headers })] }), lots());
  expect(message!.rawHeaders.map(({ name, value }) => [name, value && Buffer.from(value).toString('hex')])).toEqual([
    ['b', '31'], ['2', null], ['a', ''], ['b', 'ff00'], ['\ufffd', '78'], ['__proto__', '79'],
  ]);
  expect(message).toMatchObject({ offset: '7', key: null, value: null });
  expect(message!.headers['b']).toEqual([Buffer.from('1'), Buffer.from([0xff, 0])]);
  expect(message!.headers['2']).toBeNull();
});

test('timestamps: create time, append time, and none', async () => {
  const at = (type: number, base: bigint, delta: bigint) =>
    decodeRecordBatches(writeBatch({ attributes: type, baseTimestamp: base, maxTimestamp: 99n, records: [writeRecord({ offsetDelta: 0, timestampDelta: delta })] }), lots());
  expect((await at(0, 1000n, -3n))[0]).toMatchObject({ timestamp: '997', timestampType: 'create' });
  expect((await at(8, 1000n, 5n))[0]).toMatchObject({ timestamp: '99', timestampType: 'append' });
  expect((await at(0, -1n, 0n))[0]).toMatchObject({ timestamp: '-1' });
  expect((await at(0, 1_700_000_000_000n, 4_000_000_000n))[0]).toMatchObject({ timestamp: '1704000000000' });
});

test.each([[1, ['0'], '1', 'bytes are left behind its last record'], [3, ['0', '1'], '2', 'a record ends early']])('a batch of two that claims %i records: what can be read is, and the rest is kept', async (count, read, first, reason) => {
  const batch = writeBatch({ records: [record(0, 'a'), record(1, 'b')] });
  batch.writeInt32BE(count, 57);
  batch.writeInt32BE(crc32c(batch.subarray(21)), 17);
  const messages = await decodeRecordBatches(batch, lots());
  expect(messages.filter(({ unreadable }) => unreadable === undefined).map(({ offset }) => offset)).toEqual(read);
  expect(messages.at(-1)?.unreadable).toMatchObject({ first: BigInt(first), reason });
});

const xerial = (bytes: Buffer): Buffer => {
  const blocks = [bytes.subarray(0, 10), bytes.subarray(10)].map((block) => compressSnappy(block));
  const framed = blocks.flatMap((block) => [Buffer.from([0, 0, block.length >> 8, block.length & 255]), block]);
  return Buffer.concat([Buffer.from([0x82, 0x53, 0x4e, 0x41, 0x50, 0x50, 0x59, 0, 0, 0, 0, 1, 0, 0, 0, 1]), ...framed]);
};
const codecs: [string, number, (bytes: Buffer) => Buffer][] = [
  ['none', 0, (bytes) => bytes], ['gzip', 1, gzipSync], ['snappy, raw', 2, compressSnappy], ['snappy, framed as in Java', 2, xerial],
  ['lz4', 3, (bytes) => compressFrameSync(bytes)], ['zstd', 4, (bytes) => zstdCompressSync(bytes)],
];

test.each(codecs)('%s', async (_name, codec, compress) => {
  const records = ['one', 'two '.repeat(100_000), 'three'].map((value, index) => record(index, value));
  const messages = await decodeRecordBatches(writeBatch({ attributes: codec, records, compress }), lots());
  expect(messages.map(({ offset, value }) => [offset, value!.length])).toEqual([['0', 3], ['1', 400_000], ['2', 5]]);
});

const bomb = Buffer.alloc(BATCH_OUTPUT_LIMIT + 1);
test.each(codecs.filter(([name]) => !name.includes('none') && !name.includes('Java')))('%s: a batch that expands without end is kept as it is', async (_name, codec, compress) => {
  const messages = await decodeRecordBatches(writeBatch({ attributes: codec, records: [bomb], compress }), lots());
  expect(messages).toHaveLength(1);
  expect(messages[0]!.unreadable!.reason).toBe('the batch expands to more than 64 MiB');
});

const faults: [string, string, (good: Buffer) => Buffer][] = [
  ['an unknown codec', 'compression codec 5 is not known', () => writeBatch({ base: 1n, attributes: 5, lastOffsetDelta: 2, records: [record(0, 'x')] })],
  ['a changed byte', 'the checksum (CRC-32C) does not match', (good) => good.fill(1, good.length - 1)],
  ['corrupt gzip', 'gzip data is corrupt: incorrect header check', () => writeBatch({ base: 1n, attributes: 1, lastOffsetDelta: 2, records: [Buffer.from('no gzip at all')] })],
  ['corrupt snappy', 'snappy data is corrupt', () => writeBatch({ base: 1n, attributes: 2, lastOffsetDelta: 2, records: [Buffer.from([9, 255, 255, 255])] })],
  ['corrupt lz4', 'lz4 data is corrupt: this is not an LZ4 frame', () => writeBatch({ base: 1n, attributes: 3, lastOffsetDelta: 2, records: [Buffer.from('no lz4 at all')] })],
  ['corrupt zstd', 'zstd data is corrupt', () => writeBatch({ base: 1n, attributes: 4, lastOffsetDelta: 2, records: [Buffer.from('no zstd at all')] })],
  ['a length outside of the record', 'longer than its record', () => writeBatch({ base: 1n, lastOffsetDelta: 2, records: [Buffer.concat([varint(6), Buffer.from([0, 0, 0]), varint(99), Buffer.from([0])])] })],
];

test.each(faults)('%s: kept with its bytes and the reason, and what is behind is read', async (_name, reason, spoil) => {
  const spoilt = spoil(writeBatch({ base: 1n, records: [record(0, 'a'), record(1, 'b'), record(2, 'c')] }));
  const bytes = Buffer.concat([writeBatch({ base: 0n, records: [record(0, 'before')] }), spoilt, writeBatch({ base: 4n, records: [record(0, 'behind')] })]);
  const messages = await decodeRecordBatches(bytes, lots());
  expect(messages.map(({ offset, value }) => [offset, value?.toString()])).toEqual([['0', 'before'], ['3', undefined], ['4', 'behind']]);
  expect(messages[1]!.unreadable).toMatchObject({ first: 1n, reason: expect.stringContaining(reason) });
  expect(messages[1]!.unreadable!.bytes).toEqual(spoilt);
});

test('a batch that compaction emptied moves the reader on', async () => {
  const messages = await decodeRecordBatches(writeBatch({ base: 10n, lastOffsetDelta: 4, records: [] }), lots());
  expect(messages).toMatchObject([{ offset: '14', isControlRecord: true }]);
});

test('a batch that is cut off is left for the next fetch', async () => {
  const whole = writeBatch({ base: 0n, records: [record(0, 'whole')] });
  expect(await decodeRecordBatches(Buffer.concat([whole, whole.subarray(0, whole.length - 3)]), lots())).toHaveLength(1);
});

test('stops where the response has expanded enough, and reads at least one batch', async () => {
  const batch = (base: bigint) => writeBatch({ base, records: [record(0, 'x'.repeat(1000))] });
  const bytes = Buffer.concat([batch(0n), batch(1n), batch(2n)]);
  expect(await decodeRecordBatches(bytes, { soft: 1500, hard: 1e9 })).toHaveLength(2);
  expect(await decodeRecordBatches(bytes, { soft: 0, hard: 1e9 })).toHaveLength(1);
  expect(await decodeRecordBatches(bytes, { soft: 0, hard: 0 })).toHaveLength(0);
});
