import { expect, onTestFinished, test } from 'vitest';
import type { GroupDescription } from '#lib/sources/commit-observer.ts';
import { lagMetrics } from '#lib/services/lag/metrics.ts';
import { at, watcher } from '#lib/services/lag/testing/watcher.ts';
import { openStore } from '#lib/store/store.ts';

/** What kafka-lag-exporter's own dashboard asks for, by metric and labels. */
const described: GroupDescription = { protocol: 'classic', state: 'Stable', why: null, members: [{ id: 'c-1-uuid', instanceId: null, clientId: 'c"1\\\n', host: '/10.0.0.1', partitions: new Map([['orders', [0]]]) }] };
const reader = 'cluster_name="kafka",topic="orders",partition="0",group="g",member_host="/10.0.0.1",consumer_id="c-1-uuid",client_id="c\\"1\\\\\\n"';
const nobody = (partition: number) => `cluster_name="kafka",topic="orders",partition="${partition}",group="g",member_host="unknown",consumer_id="unknown",client_id="unknown"`;

test('the names and labels of kafka-lag-exporter', async () => {
  const { store, look } = await watcher();
  await look(0, { committed: [5, 9], ends: [8, 9], starts: [1, 0], described });
  await look(10, { committed: [5, 9], ends: [8, 9], starts: [1, 0], described });
  const text = await lagMetrics(store, at(12) / 1000);
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  expect(lines.toSorted()).toEqual([
    'kafka_partition_latest_offset{cluster_name="kafka",topic="orders",partition="0"} 8',
    'kafka_partition_latest_offset{cluster_name="kafka",topic="orders",partition="1"} 9',
    'kafka_partition_earliest_offset{cluster_name="kafka",topic="orders",partition="0"} 1',
    'kafka_partition_earliest_offset{cluster_name="kafka",topic="orders",partition="1"} 0',
    'kafka_consumergroup_group_max_lag{cluster_name="kafka",group="g"} 3',
    'kafka_consumergroup_group_max_lag_seconds{cluster_name="kafka",group="g"} 10',
    'kafka_consumergroup_group_sum_lag{cluster_name="kafka",group="g"} 3',
    'kafka_consumergroup_group_topic_sum_lag{cluster_name="kafka",group="g",topic="orders"} 3',
    `kafka_consumergroup_group_offset{${reader}} 5`,
    `kafka_consumergroup_group_offset{${nobody(1)}} 9`,
    `kafka_consumergroup_group_lag{${reader}} 3`,
    `kafka_consumergroup_group_lag{${nobody(1)}} 0`,
    `kafka_consumergroup_group_lag_seconds{${reader}} 10`,
    `kafka_consumergroup_group_lag_seconds{${nobody(1)}} 0`,
    'throughline_lag_groups_left_out 0',
  ].toSorted());
});

test('what is not known is NaN, and what nobody samples is not there', async () => {
  const { store, look } = await watcher();
  await look(0, { committed: [50], ends: [8] });
  const values = async (second: number) => [...(await lagMetrics(store, at(second) / 1000)).matchAll(/^(kafka_consumergroup\w+)\{.*\} (\S+)$/gm)].map(([, name, value]) => `${name} ${value}`);
  expect((await values(1)).toSorted()).toEqual(['group_lag', 'group_lag_seconds', 'group_max_lag', 'group_max_lag_seconds', 'group_offset', 'group_sum_lag', 'group_topic_sum_lag'].map((name) => `kafka_consumergroup_${name} ${name === 'group_offset' ? '50' : 'Nan'}`));
  expect(await values(61)).toEqual([]);
});

test('a sum is not told where a commit is beyond the end, and is that of the others where an end is not known', async () => {
  const { store, look } = await watcher();
  const of = async (second: number) => (await lagMetrics(store, at(second) / 1000)).split('\n').filter((line) => /_(sum|max)_lag\{|group_lag\{.*partition="1"/.test(line)).map((line) => line.replace(/^kafka_consumergroup_group_(\w+)\{.*\} /, '$1 ')).toSorted();
  await look(0, { committed: [5, 3], ends: [8] });
  expect(await of(1)).toEqual(['max_lag 3', 'sum_lag 3', 'topic_sum_lag 3']);
  await look(10, { committed: [5, 30], ends: [8, 20] });
  expect(await of(11)).toEqual(['lag Nan', 'max_lag 3', 'sum_lag Nan', 'topic_sum_lag Nan']);
});

test('without the database there is none, and that is said', async () => {
  const away = openStore({ url: 'postgresql://nobody@127.0.0.1:1/none', application: 'test', poolSize: 1 });
  onTestFinished(() => away.close());
  expect(await lagMetrics(away)).toMatch(/^# The lag of consumer groups is not known/);
});
