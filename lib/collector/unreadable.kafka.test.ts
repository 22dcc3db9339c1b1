/** Batches that no client would write, in the midst of good ones: they are damaged on the broker's own disk. What can be read is stored, the rest is kept with its place and can be read again. */
import { open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, inject, test } from 'vitest';
import { kafkaSettings, runCollector } from '#lib/collector/testing/run-collector.ts';
import { readFlow } from '#lib/services/flows/read.ts';
import { readQuarantineEntry } from '#lib/services/quarantine/read.ts';
import { createTopic, producer, unique, until } from '#lib/sources/kafka/testing/fixture.ts';
import { crc32c } from '#lib/sources/kafka/records/crc32c.ts';
import { freshStore } from '#lib/store/testing/fresh-store.ts';

type Damage = (batch: Buffer) => void;

const BATCH_HEAD = 12;
const checked = (change: Damage): Damage => (batch) => {
  change(batch);
  batch.writeInt32BE(crc32c(batch.subarray(21)), 17);
};

/** What is done to the batch, and what is said of it. */
const DAMAGES: readonly (readonly [string, Damage, RegExp])[] = [
  ['a bit that flipped', (batch) => batch.writeUInt8(batch.readUInt8(70) ^ 1, 70), /the checksum \(CRC-32C\) does not match/],
  ['a codec that nobody knows', checked((batch) => batch.writeInt16BE(7, 21)), /compression codec 7 is not known/],
  ['gzip that is none', checked((batch) => batch.writeInt16BE(1, 21)), /gzip data is corrupt/],
  ['snappy that is none', checked((batch) => batch.writeInt16BE(2, 21)), /snappy data is corrupt|expands to more/],
  ['lz4 that is none', checked((batch) => batch.writeInt16BE(3, 21)), /lz4 data is corrupt|expands to more/],
  ['zstd that is none', checked((batch) => batch.writeInt16BE(4, 21)), /zstd data is corrupt/],
  ['a record longer than its batch', checked((batch) => batch.writeUInt8(0xff, 61)), /longer than its batch|more than five bytes/],
];

const message = (key: string) => ({ key, value: `{"of":"${key}"}`, headers: { 'correlation-id': key, 'event-type': 'order.created' } });

test('each is kept with its bytes, place and reason, its neighbours are stored, and what is mended becomes a flow', async () => {
  const topic = unique('unreadable');
  await createTopic(topic);
  const send = await producer();
  const keys: string[] = [];
  for (let batch = 0; batch < DAMAGES.length * 2 + 1; batch++) {
    const both = [`${topic}-${batch}-a`, `${topic}-${batch}-b`];
    keys.push(...both);
    await send.send({ topic, messages: both.map(message) });
  }
  const whole = await damageEveryOther(topic);
  const store = await freshStore();
  const collector = await runCollector(store.url, kafkaSettings(topic, [topic]));
  const isFlow = async (key: string | undefined) => {
    const answer = await readFlow(store, key ?? '');
    return answer !== null && 'found' in answer;
  };
  await until('the last neighbour', () => isFlow(keys.at(-1)));

  const { rows: events } = await store.pool.query<{ offset: number }>('SELECT "offset"::int AS offset FROM event ORDER BY event."offset"');
  expect(events.map(({ offset }) => offset)).toEqual(keys.map((_, offset) => offset).filter((offset) => Math.floor(offset / 2) % 2 === 0));
  const { rows: kept } = await store.pool.query<{ id: string; reason: string }>('SELECT id, reason FROM quarantine ORDER BY id');
  expect(kept).toHaveLength(DAMAGES.length);
  for (const [index, [, damage, reason]] of DAMAGES.entries()) {
    const entry = await readQuarantineEntry(store, kept[index]?.id ?? '');
    const [first, last] = [index * 4 + 2, index * 4 + 3];
    const damaged = Buffer.from(whole[index] ?? '');
    damage(damaged);
    expect(entry).toMatchObject({ source: 'kafka', origin: `${topic}/0/${first}`, holds: 'batch', place: { first: { topic, partition: 0, offset: String(first) }, last: String(last) }, size: damaged.length, reason: expect.stringMatching(reason) });
    expect(Buffer.from(entry.bytes.hex, 'hex')).toEqual(damaged);
  }
  await expect.poll(() => collector.status(), { timeout: 20_000 }).toMatchObject({ error: null, sources: expect.arrayContaining([expect.objectContaining({ name: 'kafka', status: 'ok' })]) });

  const again = async (id: string | undefined) => (await fetch(`http://127.0.0.1:${collector.apiPort}/quarantine/${id}/reprocess?actor=local`, { method: 'POST' })).json() as Promise<unknown>;
  expect(await again(kept[1]?.id)).toMatchObject({ state: 'unreadable', reason: expect.stringContaining('codec 7') });
  // As a version would read it that knows what this one does not: by bytes that it understands.
  await store.pool.query('UPDATE quarantine SET bytes = $2 WHERE id = $1', [kept[1]?.id, whole[1]]);
  expect(await again(kept[1]?.id)).toMatchObject({ state: 'read', events: 2 });
  expect(await again(kept[1]?.id)).toMatchObject({ state: 'read', events: 2 });
  await until('its flow', () => isFlow(keys[6]));
  expect(await isFlow(keys[7])).toBe(true);
  expect(await isFlow(keys[2])).toBe(false);
  const { rows } = await store.pool.query<{ n: number }>('SELECT count(*)::int AS n FROM event');
  expect(rows[0]?.n).toBe(events.length + 2);
});

/** In the log of partition 0, from the second batch on; the sizes stay. Returns what the damaged batches were. */
async function damageEveryOther(topic: string): Promise<readonly Buffer[]> {
  const path = join(inject('kafka').logs, `${topic}-0`, '00000000000000000000.log');
  const log = await readFile(path);
  const whole: Buffer[] = [];
  const file = await open(path, 'r+');
  try {
    for (let at = 0, index = 0; at + BATCH_HEAD <= log.length; index++) {
      const end = at + BATCH_HEAD + log.readInt32BE(at + 8);
      if (index % 2 === 1) {
        const batch = log.subarray(at, end);
        whole.push(Buffer.from(batch));
        DAMAGES[(index - 1) / 2]?.[1](batch);
        await file.write(batch, 0, batch.length, at);
      }
      at = end;
    }
  } finally {
    await file.close();
  }
  return whole;
}
