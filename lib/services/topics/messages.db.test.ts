import { expect, test } from 'vitest';
import { brand } from '#lib/core/brand.ts';
import type { TopicMessages, TopicMessagesQuery } from '#lib/contracts/topics.ts';
import { encodeReading } from '#lib/core/conventions/reading-json.ts';
import type { EventReading } from '#lib/core/conventions/reading.ts';
import { hashKey } from '#lib/core/flows/keys.ts';
import type { Micros } from '#lib/core/time.ts';
import { insertFlow, READING } from '#lib/services/testing/rows.ts';
import { topicMessages } from '#lib/services/topics/messages.ts';
import { appendFacts } from '#lib/store/append.ts';
import { positions, startAt } from '#lib/store/positions.ts';
import { eventRef } from '#lib/store/refs.ts';
import type { QueryStore } from '#lib/store/query-store.ts';
import { eventFact, factBatch, type EventOptions } from '#lib/store/testing/facts.ts';
import { freshStore } from '#lib/store/testing/fresh-store.ts';
import { microsNow } from '#lib/store/clock.ts';

const NOW = microsNow();
const ago = (seconds: number) => brand<Micros>(NOW - seconds * 1e6);

interface Written extends EventOptions {
  readonly partition: number;
  readonly offset: number;
  readonly reading?: Partial<EventReading>;
}

class Topic {
  readonly store: QueryStore;
  readonly #next = new Map<number, bigint>();

  private constructor(store: QueryStore) {
    this.store = store;
  }

  static async with(partitions: number, messages: readonly Written[]): Promise<Topic> {
    const store = await freshStore();
    const all = Array.from({ length: partitions }, (_, partition) => ({ topic: 'orders', partition }));
    await positions(store, 'kafka', all);
    for (const one of all) await startAt(store, 'kafka', one, 0, 0n);
    const topic = new Topic(store);
    await topic.write(messages);
    return topic;
  }

  async write(messages: readonly Written[]): Promise<void> {
    const slices = [...Map.groupBy(messages, ({ partition }) => partition)].map(([partition, own]) => {
      const from = this.#next.get(partition) ?? 0n;
      const to = BigInt(Math.max(...own.map(({ offset }) => offset))) + 1n;
      this.#next.set(partition, to);
      const events = own.map(({ offset, reading = {}, ...record }) => ({ ...eventFact(BigInt(offset), { timestamp: ago(1000 - offset), ...record }), meta: encodeReading({ ...READING, ...reading }) }));
      return { topic: 'orders', incarnation: 0, partition, from, to, events };
    });
    await appendFacts(this.store, factBatch({ slices }), { payloadLimit: 65_536, now: NOW });
  }

  ask(query: Partial<TopicMessagesQuery> = {}): Promise<TopicMessages> {
    return topicMessages(this.store, 'kafka', 'orders', { limit: 50, ...query }, NOW / 1000);
  }
}

const places = ({ messages }: TopicMessages) => messages.map(({ coordinates: { partition, offset } }) => `${partition}/${offset}`);
const run = (partition: number, from: number, to: number, more: Partial<Written> = {}): Written[] => Array.from({ length: to - from }, (_, index) => ({ partition, offset: from + index, ...more }));
const bytes = (text: string) => new TextEncoder().encode(text);

test('messages of all partitions come newest first, page by page, and none twice though others come meanwhile', async () => {
  const topic = await Topic.with(3, [...run(0, 0, 100), ...run(1, 0, 7), ...run(2, 500, 520)]);
  const seen: string[] = [];
  let page = await topic.ask({ limit: 13 });
  const first = page;
  await topic.write([...run(0, 100, 130), ...run(1, 7, 9)]);
  for (;;) {
    seen.push(...places(page));
    if (page.nextCursor === null) break;
    page = await topic.ask({ limit: 13, cursor: page.nextCursor });
  }
  const all = [...run(0, 0, 100), ...run(1, 0, 7), ...run(2, 500, 520)];
  expect(seen).toHaveLength(all.length);
  expect(new Set(seen)).toEqual(new Set(all.map(({ partition, offset }) => `${partition}/${offset}`)));
  expect(seen.slice(0, 3)).toEqual(['2/519', '2/518', '2/517']);
  expect(seen.slice(20, 22)).toEqual(['0/99', '0/98']);

  const newer = await topic.ask({ after: first.tail });
  expect(new Set(places(newer))).toEqual(new Set([...run(0, 100, 130), ...run(1, 7, 9)].map(({ partition, offset }) => `${partition}/${offset}`)));
  expect(newer).toMatchObject({ skipped: '0', nextCursor: null });
  expect(await topic.ask({ after: newer.tail })).toMatchObject({ messages: [], searched: { messages: 0 } });
  expect(await topic.ask({ after: first.tail, limit: 10 })).toMatchObject({ skipped: '22' });
});

test('clocks that jump do not disturb the order within a partition', async () => {
  const topic = await Topic.with(1, [0, 1, 2, 3].map((offset) => ({ partition: 0, offset, timestamp: [ago(10), brand<Micros>(-1000), ago(-86_400), ago(5000)][offset] ?? null })));
  const page = await topic.ask();
  expect(places(page)).toEqual(['0/3', '0/2', '0/1', '0/0']);
  expect(page.messages.map(({ at, observedAt }) => at === observedAt)).toEqual([false, true, true, false]);
});

test('a message says what it is', async () => {
  const topic = await Topic.with(1, [
    { partition: 0, offset: 0, key: null, value: null, headers: [] },
    { partition: 0, offset: 1, key: new Uint8Array([0, 255]), value: new Uint8Array([0, 1, 255]), reading: { role: 'dead-letter', attempt: 3, type: 'order.created' } },
    { partition: 0, offset: 2, value: bytes(`{"long":"${'é'.repeat(5000)}"}`) },
    { partition: 0, offset: 3, value: new Uint8Array(), reading: { masking: { payload: { state: 'off', kept: 0, digest: '', rules: ['off'] }, rules: [] } } },
  ]);
  const [masked, long, binary, tombstone] = (await topic.ask()).messages;
  expect(tombstone).toMatchObject({ key: null, size: null, headers: 0, preview: { encoding: 'tombstone', text: '' }, type: null, role: 'normal' });
  expect(binary).toMatchObject({ key: { text: '00ff', encoding: 'hex' }, size: 3, headers: 1, preview: { encoding: 'hex', text: '0001ff', truncated: false }, type: 'order.created', role: 'dead-letter', attempt: 3 });
  expect(long?.preview).toMatchObject({ encoding: 'text', truncated: true });
  expect(long?.preview.text).toHaveLength(400);
  expect(masked?.preview).toMatchObject({ encoding: 'none', masked: true });
});

test('the flow of each message is told, where there is one yet', async () => {
  const key = { kind: 'correlation' as const, value: 'c', from: 'header', join: 'c:c' };
  const topic = await Topic.with(1, [{ partition: 0, offset: 0, reading: { keys: [key] } }, { partition: 0, offset: 1, reading: { keys: [key] } }]);
  const { id } = await topic.store.prisma.topic.findFirstOrThrow();
  await insertFlow(topic.store, { id: 'f1', status: 'failed', events: [eventRef(id, 0, 0n)] });
  await topic.store.prisma.flowKey.create({ data: { flowId: 'f1', kind: 'correlation', value: 'c', hash: hashKey('c:c') } });
  expect((await topic.ask()).messages.map(({ flow }) => flow)).toEqual([null, { id: 'f1', status: 'failed' }]);
});

test('a search finds by key, header and payload, and says how far it came', async () => {
  const topic = await Topic.with(2, [
    ...run(0, 0, 300),
    { partition: 1, offset: 0, key: bytes('order-4711'), value: bytes('{"customer":{"id":4711}}'), headers: [{ name: 'Tenant', value: bytes('Acme') }] },
    { partition: 1, offset: 1, value: bytes('{"note":"for ACME"}') },
  ]);
  expect(places(await topic.ask({ key: 'order-4711' }))).toEqual(['1/0']);
  expect(places(await topic.ask({ key: 'order-471' }))).toEqual([]);
  expect(places(await topic.ask({ key: 'hex:6f726465722d34373131' }))).toEqual(['1/0']);
  expect(places(await topic.ask({ q: 'acme' }))).toEqual(['1/1', '1/0']);
  expect((await topic.ask({ q: 'acme' })).messages.map(({ found }) => found)).toEqual([['payload'], ['header Tenant']]);
  expect(places(await topic.ask({ q: 'header:tenant=acme' }))).toEqual(['1/0']);
  expect(places(await topic.ask({ q: '$.customer.id = 4711' }))).toEqual(['1/0']);
  expect(places(await topic.ask({ q: 'acme', key: 'order-4711' }))).toEqual(['1/0']);
  expect(await topic.ask({ q: 'nowhere' })).toMatchObject({ messages: [], nextCursor: null, searched: { messages: 302 } });
  const part = await topic.ask({ q: '"n"', limit: 10 });
  expect(part.messages).toHaveLength(10);
  expect(part.nextCursor).not.toBeNull();
});

test('partitions, offsets and times narrow it', async () => {
  const topic = await Topic.with(2, [...run(0, 0, 100), ...run(1, 0, 100)]);
  expect(places(await topic.ask({ partition: 1, limit: 2 }))).toEqual(['1/99', '1/98']);
  expect(places(await topic.ask({ partition: 0, offset: '40', limit: 2 }))).toEqual(['0/40', '0/39']);
  expect(places(await topic.ask({ partition: 7 }))).toEqual([]);
  const text = (seconds: number) => new Date(ago(seconds) / 1000).toISOString();
  const within = await topic.ask({ from: text(930), to: text(920) });
  expect(new Set(places(within))).toEqual(new Set([...run(0, 70, 80), ...run(1, 70, 80)].map(({ partition, offset }) => `${partition}/${offset}`)));
  expect(within.searched.messages).toBeLessThanOrEqual(200);
});

test('a topic of many partitions, each with one message', async () => {
  const topic = await Topic.with(40, Array.from({ length: 40 }, (_, partition) => ({ partition, offset: 0, timestamp: ago(partition) })));
  const first = await topic.ask({ limit: 25 });
  const rest = await topic.ask({ limit: 25, cursor: first.nextCursor ?? '' });
  expect([...places(first), ...places(rest)]).toEqual(Array.from({ length: 40 }, (_, partition) => `${partition}/0`));
  expect(rest.nextCursor).toBeNull();
});

test('what cannot be asked is refused', async () => {
  const topic = await Topic.with(1, run(0, 0, 3));
  await expect(topicMessages(topic.store, 'kafka', 'none', { limit: 5 })).rejects.toMatchObject({ code: 'not-found' });
  await expect(topic.ask({ incarnation: 4 })).rejects.toMatchObject({ code: 'not-found' });
  for (const cursor of ['x', '', '1.1.@@', '1.1.CQICAgICAgICAgICAgICAg', '9zzzzz.1.AQ']) await expect(topic.ask({ cursor })).rejects.toMatchObject({ code: 'invalid' });
});
