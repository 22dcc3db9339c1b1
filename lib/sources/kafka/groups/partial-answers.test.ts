/** Clusters of several brokers of which some answer for a part, or not at all: what no broker of one's own does on demand. */
import { expect, test } from 'vitest';
import { describeGroups } from '#lib/sources/kafka/groups/describe.ts';
import { fetchOffsets } from '#lib/sources/kafka/groups/fetch-offsets.ts';
import { GroupList, type ListedGroup } from '#lib/sources/kafka/groups/list.ts';
import { logBounds } from '#lib/sources/kafka/groups/log-bounds.ts';
import type { FetchedOffsets, ListedOffsets, Metadata, OffsetsWanted } from '#lib/sources/kafka/wire/requests.ts';
import type { Wire } from '#lib/sources/kafka/wire/wire.ts';

const refused = new Error('connect ECONNREFUSED');

/** Answers each question by its broker and its last argument. The one cast: a test knows which question is asked. */
const asking = (answer: (node: number, wanted: unknown) => unknown): Wire['ask'] => (async (node: number, _request: unknown, ...args: unknown[]) => {
  const given = answer(node, args.at(-1));
  if (given instanceof Error) throw given;
  return given;
}) as unknown as Wire['ask'];

test('the groups of a broker that is silent are still there, and one that moved is told by its new broker', async () => {
  const brokers = new Map<number, string[] | Error>([[1, ['a', 'b']], [2, ['c']]]);
  const cluster = {
    get nodes() {
      return [...brokers.keys()];
    },
    ask: asking((node) => {
      const groups = brokers.get(node);
      return groups instanceof Error ? groups : { errorCode: 0, groups: (groups ?? []).map((groupId) => ({ groupId, protocolType: 'consumer', groupState: 'Stable', groupType: 'Classic' })) };
    }),
  };
  const list = new GroupList(cluster);
  const read = async (): Promise<string[]> => (await list.read()).map(({ group, node }) => `${group}@${node}`);
  expect(await read()).toEqual(['a@1', 'b@1', 'c@2']);
  brokers.set(1, refused);
  expect(await read()).toEqual(['a@1', 'b@1', 'c@2']);
  brokers.set(2, ['b', 'c']);
  expect(await read()).toEqual(['a@1', 'b@2', 'c@2']);
  brokers.set(2, refused);
  await expect(read()).rejects.toThrow(refused);
  brokers.delete(1);
  brokers.set(2, ['b', 'c']);
  await read();
  expect(await read()).toEqual(['b@2', 'c@2']);
});

const listed = (group: string, protocol: ListedGroup['protocol'] = 'classic'): ListedGroup => ({ group, protocol, state: 'Stable', node: 1 });
const topic = (name: string, ...partitions: readonly (readonly [offset: bigint, errorCode?: number])[]): FetchedOffsets['groups'][number]['topics'][number] =>
  ({ name, partitions: partitions.map(([committedOffset, errorCode = 0], partitionIndex) => ({ partitionIndex, committedOffset, errorCode })) });

test('each group is told by itself: what it committed, or why that is not known', async () => {
  const answers: FetchedOffsets['groups'] = [
    { groupId: 'well', errorCode: 0, topics: [topic('orders', [5n], [-1n], [7n]), topic('__internal', [1n]), topic('deleted', [-1n, 3])] },
    { groupId: 'secret', errorCode: 30, topics: [] },
    { groupId: 'deleted', errorCode: 69, topics: [] },
    { groupId: 'moved', errorCode: 16, topics: [] },
    { groupId: 'half', errorCode: 0, topics: [topic('orders', [5n], [0n, 88])] },
  ];
  const broker = { takes: async () => true, ask: asking(() => ({ groups: answers })) };
  const names = [...answers.map(({ groupId }) => listed(groupId)), listed('forgotten'), listed('shared', 'share')];
  const fetched = await fetchOffsets(broker, 1, names);
  expect(fetched.map(({ group, state }) => [group, state])).toEqual([
    ['well', 'ok'], ['secret', 'forbidden'], ['deleted', 'gone'], ['moved', 'failing'], ['half', 'failing'], ['forgotten', 'failing'], ['shared', 'ok'],
  ]);
  expect([...fetched[0]!.committed]).toEqual([['orders', new Map([[0, 5n], [2, 7n]])]]);
  expect(fetched.slice(1).every(({ committed }) => committed.size === 0)).toBe(true);
  const away = await fetchOffsets({ takes: async () => true, ask: asking(() => refused) }, 1, [listed('a'), listed('b')]);
  expect(away.map(({ state, error }) => [state, error])).toEqual([['failing', refused], ['failing', refused]]);
});

test('share groups and streams groups are named as such; only a share group is not asked what it committed', async () => {
  const groups = [listed('shared', 'share'), listed('flowing', 'streams')];
  const asked: unknown[] = [];
  const broker = { takes: async () => true, ask: asking((node, wanted) => asked.push(wanted) && { groups: [{ groupId: 'flowing', errorCode: 0, topics: [topic('orders', [5n])] }] }) };
  expect([...(await describeGroups(broker, 1, groups))].map(([group, { protocol, state, members, why }]) => [group, protocol, state, members, why])).toEqual([
    ['shared', 'share', 'Stable', null, 'Throughline does not ask who the members of a share group are.'], ['flowing', 'streams', 'Stable', null, 'Throughline does not ask who the members of a streams group are.'],
  ]);
  expect(asked).toEqual([]);
  const fetched = await fetchOffsets(broker, 1, groups);
  expect(fetched.map(({ group, state, committed }) => [group, state, committed.get('orders')?.get(0)])).toEqual([['shared', 'ok', undefined], ['flowing', 'ok', 5n]]);
});

test('brokers before Kafka 3.0 are asked for one group at a time', async () => {
  const old = { takes: async () => false, ask: asking(() => ({ errorCode: 0, topics: [topic('orders', [5n])] })) };
  expect((await fetchOffsets(old, 1, [listed('a'), listed('b')])).map(({ group, committed }) => [group, committed.get('orders')?.get(0)])).toEqual([['a', 5n], ['b', 5n]]);
});

test('partitions without a leader, of a leader that is silent, or with an error are left out, and no end is before its start', async () => {
  const partition = (partitionIndex: number, leaderId: number): Metadata['topics'][number]['partitions'][number] => ({ errorCode: 0, partitionIndex, leaderId });
  const cluster = {
    metadata: async (): Promise<Metadata> => ({
      brokers: [],
      topics: [
        { errorCode: 0, name: 'orders', topicId: 'a-b', partitions: [partition(3, 1), partition(0, 1), partition(1, -1), partition(2, 2), partition(4, 1)] },
        { errorCode: 0, name: 'old', topicId: '00000000-0000', partitions: [partition(0, 1)] },
        { errorCode: 3, name: 'deleted', partitions: [] },
        { errorCode: 29, name: 'secret', partitions: [partition(0, 1)] },
      ],
    }),
    ask: asking((node, wanted): ListedOffsets | Error => node === 2 ? refused : ({
      topics: (wanted as OffsetsWanted[]).map(({ name, partitions }) => ({
        name,
        // What was removed between the two answers: the start is at 9, the end was at 5.
        partitions: partitions.map(({ partitionIndex, timestamp }) => ({ partitionIndex, errorCode: partitionIndex === 4 ? 6 : 0, offset: timestamp === -2n ? 9n : partitionIndex === 0 ? 5n : 20n })),
      })),
    })),
  };
  const bounds = await logBounds(cluster, ['orders', 'old', 'deleted', 'secret']);
  expect(bounds.map(({ topic: name, kafkaId, partitions }) => [name, kafkaId, [...partitions]])).toEqual([
    ['orders', 'a-b', [[0, { start: 9n, end: 9n }], [3, { start: 9n, end: 20n }]]],
    ['old', null, [[0, { start: 9n, end: 9n }]]],
  ]);
});
