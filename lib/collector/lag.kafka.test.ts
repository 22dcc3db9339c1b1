/** Real groups on a real broker, brought into every status, and read back from the API. */
import { Admin } from '@platformatic/kafka';
import { AclOperationTypes, AclPermissionTypes, AclResourceTypes, ResourcePatternTypes, type Producer } from 'kafkajs';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { GET as readOne } from '#app/api/v1/consumer-groups/[source]/[group]/route.ts';
import { GET as list } from '#app/api/v1/consumer-groups/route.ts';
import type { Collector } from '#lib/collector/collector.ts';
import { kafkaSettings, runCollectorWith } from '#lib/collector/testing/run-collector.ts';
import { brand } from '#lib/core/brand.ts';
import type { Micros } from '#lib/core/time.ts';
import { ConsumerGroupDetail, ConsumerGroupList } from '#lib/contracts/lag.ts';
import { client, createTopic, unique, until } from '#lib/sources/kafka/testing/fixture.ts';
import { committer, type Committer } from '#lib/sources/kafka/testing/commit-offsets.ts';
import { classicReader, consumerReader } from '#lib/sources/kafka/testing/readers.ts';
import { readRaw } from '#lib/sources/kafka/testing/raw.ts';
import { shareGroups, type ShareGroups } from '#lib/sources/kafka/testing/share-groups.ts';
import { readHistory } from '#lib/store/commit-history.ts';
import { LOG } from '#lib/store/commits.ts';
import { freshStoreFor, type FreshStore } from '#lib/store/testing/fresh-store.ts';
import { contextFor } from '#lib/web/testing/context.ts';

const prefix = unique('lag');
const named = (name: string): string => `${prefix}-${name}`;
const INTERVAL_MS = 1000;
const YEAR_MS = 365 * 86_400_000;

let store: FreshStore;
let collector: Collector;
let send: Producer;
let by: Committer;
let shares: ShareGroups;
let asked: ReturnType<ReturnType<typeof client>['admin']>;
/** Between which times each message of a topic was appended: by offset, as the topics of these tests have one partition. */
const sentAt = new Map<string, (readonly [number, number])[]>();
const ends: (() => Promise<unknown> | void)[] = [];

const denied = () => [
  { resourceType: AclResourceTypes.TOPIC, resourceName: '__consumer_offsets', operation: AclOperationTypes.READ },
  { resourceType: AclResourceTypes.GROUP, resourceName: named('forbidden'), operation: AclOperationTypes.DESCRIBE },
].map((rule) => ({ ...rule, resourcePatternType: ResourcePatternTypes.LITERAL, principal: `User:${inject('kafka').username}`, host: '*', permissionType: AclPermissionTypes.DENY }));

beforeAll(async () => {
  const { brokers, sasl, username, password } = inject('kafka');
  store = await freshStoreFor();
  [send, asked] = [client().producer({ allowAutoTopicCreation: false, idempotent: true, maxInFlightRequests: 1 }), client().admin()];
  await Promise.all([send.connect(), asked.connect()]);
  by = await committer(brokers);
  // A new broker has no coordinator of groups before somebody asks for it.
  await createTopic(named('first'));
  await until('a coordinator answers', () => asked.fetchOffsets({ groupId: named('first') }).then(() => true, () => false));
  await until('groups can commit', () => by.commit(named('first'), named('first'), { 0: 0n }).then(() => true, () => false));
  shares = await shareGroups(brokers);
  await asked.createAcls({ acl: denied() });
  ends.push(() => asked.disconnect(), () => asked.deleteAcls({ filters: denied() }), () => send.disconnect(), () => by.close(), () => shares.close());
  const all = [new RegExp(`^${prefix}`)];
  // The same cluster twice: once with all rights, once without those to the log of commits and to one group.
  const sources = [kafkaSettings(named('own'), all), kafkaSettings(named('own-2'), ['nothing'], { name: 'guarded', brokers: [sasl], sasl: { mechanism: 'scram-sha-512', username, password } })];
  collector = await runCollectorWith(store.url, sources, { limits: { retentionDays: 7, payloadLimitBytes: 65_536, hubLimit: 10_000, displayLimit: 10_000, lagIntervalSeconds: INTERVAL_MS / 1000, lagFloorMessages: null, lagFloorSeconds: null, stallSeconds: 300 } });
  ends.push(() => collector.stop());
  const context = contextFor({ databaseUrl: store.url });
  ends.push(() => context.store.close());
});
afterAll(async () => {
  for (const end of ends.toReversed()) await end();
  await store?.drop();
});

const call = async (handler: (request: Request) => Promise<Response>, path: string): Promise<unknown> => (await handler(new Request(`http://127.0.0.1:3000${path}`, { headers: { host: '127.0.0.1:3000' } }))).json();
const read = async (name: string, source = 'kafka'): Promise<ConsumerGroupDetail | null> => {
  const found = ConsumerGroupDetail.safeParse(await call(readOne, `/api/v1/consumer-groups/${source}/${named(name)}`));
  return found.success ? found.data : null;
};

async function topic(name: string, config: Record<string, string> = {}): Promise<string> {
  await createTopic(named(name), 1, Object.entries(config).map(([key, value]) => ({ name: key, value })));
  return named(name);
}

async function write(to: string, count: number, timestamp?: number): Promise<void> {
  const before = Date.now();
  await send.send({ topic: to, messages: Array.from({ length: count }, (_, index) => ({ partition: 0, value: `{"n":${index}}`, ...(timestamp === undefined ? {} : { timestamp: String(timestamp) }) })) });
  const known = sentAt.get(to) ?? [];
  sentAt.set(to, [...known, ...Array.from({ length: count }, () => [before, Date.now()] as const)]);
}

/** Does something again and again until the tests end. */
function keep(doing: (round: number) => Promise<void>, everyMs = 500): void {
  const stopping = new AbortController();
  const running = (async () => {
    for (let round = 0; !stopping.signal.aborted; round++) {
      await doing(round);
      await sleep(everyMs, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  })();
  ends.push(async () => {
    stopping.abort();
    await running;
  });
}

/** Waits for the group to be so, and gives it as it is then. */
async function become(name: string, fits: Partial<Record<keyof ConsumerGroupDetail, unknown>>, source = 'kafka'): Promise<ConsumerGroupDetail> {
  let last: ConsumerGroupDetail | null = null;
  await until(`${name} is ${JSON.stringify(fits)}`, async () => {
    last = await read(name, source);
    return last !== null && Object.entries(fits).every(([key, value]) => last?.[key as keyof ConsumerGroupDetail] === value);
  }, 120_000).catch((error: unknown) => {
    throw new Error(`${String(error)}; it was ${JSON.stringify(last)}`, { cause: error });
  });
  return last!;
}

test('every status, as groups get into it', { timeout: 300_000 }, async () => {
  const statuses: Promise<unknown>[] = [];
  const group = async (name: string, run: (own: string, to: string) => Promise<void>): Promise<void> => {
    const to = await topic(name);
    statuses.push(run(named(name), to));
  };
  await group('fine', async (own, to) => {
    await write(to, 3);
    await classicReader(own, [to], 'billing-1');
    keep(() => write(to, 1));
    expect(await become('fine', { status: 'ok', state: 'Stable' })).toMatchObject({ protocol: 'classic', memberCount: 1, members: [{ clientId: 'billing-1', partitions: [{ topic: to, partition: 0 }] }], partitions: [{ clientId: 'billing-1' }] });
  });
  await group('new-protocol', async (own, to) => {
    await write(to, 3);
    await consumerReader(own, [to], 'shipping-1');
    expect(await become('new-protocol', { status: 'ok', lag: '0', memberCount: 1 })).toMatchObject({ protocol: 'consumer', timeLagMs: 0, members: [{ clientId: 'shipping-1' }], reason: 'It has read everything.' });
  });
  await group('stopped', async (own, to) => {
    await write(to, 20);
    for (const offset of [1n, 2n, 3n]) {
      await by.commit(own, to, { 0: offset });
      await sleep(INTERVAL_MS);
    }
    // Where looks take long the window has still some that saw it move.
    const found = await become('stopped', { status: 'stopped', drain: 'never' });
    expect(found).toMatchObject({ lag: '17', memberCount: 0, reason: expect.stringMatching(/^Nothing was committed for \d+ s, and the group has no members\.$/) });
    expect(found.partitions[0]?.committedAt).not.toBeNull();
  });
  await group('stalled', async (own, to) => {
    await write(to, 20);
    keep(() => by.commit(own, to, { 0: 5n }));
    expect(await become('stalled', { status: 'stalled' })).toMatchObject({ lag: '15', reason: 'Commits come, and none of them moves on.' });
  });
  await group('slow', async (own, to) => {
    await write(to, 5);
    keep(async (round) => {
      await write(to, 8);
      await by.commit(own, to, { 0: BigInt(round) });
    });
    const found = await become('slow', { status: 'falling-behind', drain: 'never' });
    expect(found.rateIn ?? 0).toBeGreaterThan(found.rateOut ?? 0);
    expect(found.reason).toMatch(/^[\d.]+ messages a second are written and [\d.]+ are read\.$/);
  });
  await group('rewound', async (own, to) => {
    await write(to, 200);
    let next = 100;
    // At the end it stays there, however long the looks take.
    keep(() => by.commit(own, to, { 0: BigInt((next = Math.min(next + 1, 200))) }));
    // Set back only when it was seen to be further.
    await become('rewound', { status: 'ok' });
    next = 10;
    await become('rewound', { status: 'rewound' });
  });
  await group('empty', async (own, to) => {
    await write(to, 3);
    await by.commit(own, to, { 0: 3n });
    await become('empty', { status: 'ok', lag: '0' });
    await write(to, 2);
    expect(await become('empty', { status: 'empty' })).toMatchObject({ lag: '2', memberCount: 0, reason: 'The group has no members, and 2 messages wait.' });
  });
  await group('expired', async (own, to) => {
    await write(to, 10);
    await by.commit(own, to, { 0: 4n });
    await become('expired', { lag: '6' });
    const deleting = new Admin({ clientId: 'test', bootstrapBrokers: [inject('kafka').brokers] });
    await deleting.deleteRecords({ topics: [{ name: to, partitions: [{ partition: 0, offset: 7n }] }] });
    await deleting.close();
    expect(await become('expired', { status: 'expired' })).toMatchObject({ lag: '6', reason: 'Up to 3 messages were deleted before the group read them.' });
  });
  await group('beyond', async (own, to) => {
    await write(to, 3);
    await by.commit(own, to, { 0: 50n });
    expect(await become('beyond', { status: 'unknown' })).toMatchObject({ lag: null, timeLagMs: null, timeLagEvidence: 'unknown', drain: 'unknown', partitions: [{ lag: null, timeLagMs: null }] });
  });
  await group('waiting-for-first', async (own, to) => {
    await classicReader(own, [to], 'idle-1');
    expect(await become('waiting-for-first', { memberCount: 1 })).toMatchObject({ status: 'unknown', lag: null, partitions: [], reason: 'The group has committed nothing that is known, although it has one member: nobody can say where it reads.' });
  });
  await group('recreated', async (own, to) => {
    await write(to, 8);
    await by.commit(own, to, { 0: 5n });
    await become('recreated', { lag: '3' });
    await asked.deleteTopics({ topics: [to] });
    await until('the topic is gone', async () => !(await asked.listTopics()).includes(to));
    await createTopic(to);
    await until('it can be written', () => write(to, 2).then(() => true, () => false));
    await by.commit(own, to, { 0: 1n });
    expect(await become('recreated', { lag: '1' })).toMatchObject({ status: 'empty', partitions: [{ committed: '1', end: '2' }] });
  });
  const transactional = async (): Promise<void> => {
    const to = await topic('transactional', { 'cleanup.policy': 'compact' });
    const writer = client().producer({ transactionalId: named('tx'), idempotent: true, maxInFlightRequests: 1 });
    await writer.connect();
    const transaction = await writer.transaction();
    await transaction.send({ topic: to, messages: [1, 2, 3].map((n) => ({ key: 'k', value: `${n}` })) });
    await transaction.commit();
    await writer.disconnect();
    await by.commit(named('transactional'), to, { 0: 3n });
    expect(await become('transactional', { lag: '1', drain: 'none' })).toMatchObject({ status: 'ok', timeLagMs: 0, reason: 'It has read everything: the one offset that is left holds no message.' });
  };
  statuses.push(transactional());
  // Of what is left to read the broker has thrown a part away: offsets are counted as all of Kafka's tools do, and never below none.
  const compacted = async (): Promise<void> => {
    const to = await topic('compacted', { 'cleanup.policy': 'compact', 'segment.ms': '200', 'min.cleanable.dirty.ratio': '0.001', 'max.compaction.lag.ms': '1000' });
    for (let n = 0; n < 6; n++) {
      await send.send({ topic: to, messages: [{ partition: 0, key: 'k', value: `${n}` }] });
      await sleep(300); // only what is written later closes a segment, and only closed ones are cleaned
    }
    await by.commit(named('compacted'), to, { 0: 1n });
    await until('the cleaner has passed', async () => (await readRaw(to, 1)).length < 6, 60_000);
    const behind = await become('compacted', { lag: '5' });
    expect(behind).toMatchObject({ partitions: [{ committed: '1', end: '6', lag: '5' }] });
    // At the first look at a group nothing may have waited yet.
    await until('it is behind for some time', async () => ((await read('compacted'))?.timeLagMs ?? 0) > 0);
    await by.commit(named('compacted'), to, { 0: 6n });
    expect(await become('compacted', { lag: '0' })).toMatchObject({ timeLagMs: 0, drain: 'none' });
  };
  statuses.push(compacted());
  const aborted = async (name: string, ...rounds: readonly ('commit' | 'abort')[]): Promise<string> => {
    const to = await topic(name);
    const writer = client().producer({ transactionalId: named(`${name}-tx`), idempotent: true, maxInFlightRequests: 1 });
    await writer.connect();
    for (const end of rounds) {
      const transaction = await writer.transaction();
      await transaction.send({ topic: to, messages: [{ value: 'a' }, { value: 'b' }] });
      await transaction[end]();
    }
    await writer.disconnect();
    return to;
  };
  const allAborted = async (): Promise<void> => {
    await by.commit(named('aborted'), await aborted('aborted', 'abort', 'abort'), { 0: 0n });
    expect(await become('aborted', { lag: '6', drain: 'none' })).toMatchObject({ status: 'ok', timeLagMs: 0, reason: 'It has read everything: the 6 offsets that are left hold no message.' });
  };
  const abortedTail = async (): Promise<void> => {
    await by.commit(named('aborted-tail'), await aborted('aborted-tail', 'commit', 'abort'), { 0: 1n });
    await become('aborted-tail', { lag: '5' });
    await by.commit(named('aborted-tail'), named('aborted-tail'), { 0: 2n });
    expect(await become('aborted-tail', { lag: '4', drain: 'none' })).toMatchObject({ status: 'ok', timeLagMs: 0 });
  };
  statuses.push(allAborted(), abortedTail());
  const shared = async (): Promise<void> => {
    await shares.share(named('share'), await topic('share'));
    expect(await become('share', { protocol: 'share' })).toMatchObject({ status: 'unknown', lag: null, timeLagMs: null, drain: 'unknown', memberCount: null, partitions: [], reason: 'It is a share group: the broker keeps what its members have taken by itself, and no offsets are committed.' });
  };
  statuses.push(shared());
  const guarded = async (): Promise<void> => {
    const to = await topic('guarded');
    await write(to, 5);
    await by.commit(named('still'), to, { 0: 2n });
    await by.commit(named('forbidden'), to, { 0: 2n });
    expect(await become('still', { status: 'not-moving' }, 'guarded')).toMatchObject({ lag: '3', reason: 'The committed offset stands still, and the group has no members.', sampling: { evidence: 'polls', why: expect.stringContaining('__consumer_offsets') } });
    expect(await become('forbidden', { status: 'forbidden' }, 'guarded')).toMatchObject({ lag: null, timeLagMs: null, memberCount: null });
  };
  statuses.push(guarded());
  await Promise.all(statuses);
  const all = ConsumerGroupList.parse(await call(list, '/api/v1/consumer-groups?source=kafka&limit=500'));
  const ofTest = all.groups.filter(({ group: name }) => name.startsWith(prefix));
  expect(ofTest.map(({ group: name }) => name)).not.toContain(named('own'));
  for (const { lag, timeLagMs, rateIn, rateOut } of ofTest) for (const value of [Number(lag ?? 0), timeLagMs ?? 0, rateIn ?? 0, rateOut ?? 0]) expect(value).toBeGreaterThanOrEqual(0);
});

test('time lag is what the producer knows, and no backfill makes it years', { timeout: 300_000 }, async () => {
  /** When the look was taken that first saw a log to hold the offset, in milliseconds. */
  const seenBy = async (name: string, offset: bigint): Promise<number> => {
    const { rows } = await store.pool.query<{ id: number }>(`SELECT id FROM topic WHERE source = 'kafka' AND name = $1`, [name]);
    const samples = await readHistory(store.pool, { groupIds: [LOG], topicIds: rows.map(({ id }) => id), from: brand<Micros>(0), to: brand<Micros>(Number.MAX_SAFE_INTEGER) });
    return (samples.find(({ offsets }) => offsets.some((each) => (each.offset ?? 0n) > offset))?.at ?? NaN) / 1000;
  };
  const begin = async (name: string, config: Record<string, string>, timestamp?: () => number): Promise<() => Promise<void>> => {
    const to = await topic(name, config);
    await write(to, 1, timestamp?.());
    await by.commit(named(name), to, { 0: 0n });
    await become(name, { lag: '1' });
    await until(`${name} is read as it comes`, async () => (await store.pool.query('SELECT FROM event e JOIN topic t ON t.id = e.topic_id WHERE t.name = $1', [to])).rowCount === 1);
    return () => check(name, to, config, timestamp);
  };
  const check = async (name: string, to: string, config: Record<string, string>, timestamp?: () => number): Promise<void> => {
    for (let more = 0; more < 4; more++) {
      await write(to, 1, timestamp?.());
      await sleep(700);
    }
    await by.commit(named(name), to, { 0: 2n });
    const found = await become(name, { lag: '3', timeLagEvidence: config['message.timestamp.type'] === 'LogAppendTime' ? 'appended' : 'observed' });
    const [before, after] = sentAt.get(to)?.[2] ?? [0, 0];
    // By its own clock to the millisecond; or when it was seen, which is by the look that saw the log grow past it.
    const latest = found.timeLagEvidence === 'appended' ? after : await seenBy(to, 2n);
    const since = Date.parse(found.sampledAt) - (found.timeLagMs ?? Infinity);
    expect({ name, early: since < before - 2, late: since > latest + 2 }).toEqual({ name, early: false, late: false });
  };
  const begun = await Promise.all([
    begin('append-time', { 'message.timestamp.type': 'LogAppendTime' }),
    begin('create-time', {}),
    // Kept, though the broker of these tests deletes what is older than hours.
    begin('backfill', { 'retention.ms': '-1' }, () => Date.now() - YEAR_MS),
  ]);
  // Only when all are read: while the collector takes up a topic, messages of the others wait.
  await Promise.all(begun.map((ready) => ready()));
});
