/**
 * Lag for Prometheus under the names and labels of kafka-lag-exporter (its Metrics.scala; its README names one more label on the maxima,
 * which it does not set), so that dashboards and alerts made for it work unchanged. Scrape the web or one collector: each tells all groups.
 * One thing differs: of a commit beyond the end of the log it says a lag of 0, and this says that it is not known.
 */
import { Gauge, Registry } from 'prom-client';
import type { JudgedPartition } from '#lib/core/lag/judge.ts';
import { behindOf } from '#lib/core/lag/time-lag.ts';
import { microsFromMillis, type Micros } from '#lib/core/time.ts';
import { isUnavailable } from '#lib/store/errors.ts';
import { readForMetrics, type MeasuredGroup } from '#lib/store/lag-for-metrics.ts';
import type { LagMember } from '#lib/store/packed-lag.ts';
import type { Store } from '#lib/store/store.ts';

/** Three series each, and what is summed of them: more would hurt whoever keeps them. */
const MOST_PARTITIONS = 20_000;

const PARTITION = ['cluster_name', 'topic', 'partition'] as const;
const GROUP = ['cluster_name', 'group'] as const;
const GROUP_TOPIC = ['cluster_name', 'group', 'topic'] as const;
const GROUP_PARTITION = ['cluster_name', 'group', 'topic', 'partition', 'member_host', 'consumer_id', 'client_id'] as const;

/** Where nobody reads a partition, as kafka-lag-exporter says it. */
const NOBODY = { member_host: 'unknown', consumer_id: 'unknown', client_id: 'unknown' };

/** As Prometheus text. What is not known is NaN. While the database is away there are none: what a process counts of itself is told all the same. */
export async function lagMetrics(store: Pick<Store, 'pool'>, nowMs: number = Date.now()): Promise<string> {
  try {
    const { groups, leftOut } = await readForMetrics(store.pool, microsFromMillis(nowMs), MOST_PARTITIONS);
    return await textOf(groups, leftOut);
  } catch (error) {
    if (!isUnavailable(error)) throw error;
    return '# The lag of consumer groups is not known: the database does not answer.\n';
  }
}

function textOf(groups: readonly MeasuredGroup[], leftOut: number): Promise<string> {
  const registry = new Registry();
  const gauge = <L extends string>(name: string, help: string, labelNames: readonly L[]): Gauge<L> => new Gauge({ name, help, labelNames, registers: [registry] });
  const gauges = {
    latest: gauge('kafka_partition_latest_offset', 'Latest offset of a partition', PARTITION),
    earliest: gauge('kafka_partition_earliest_offset', 'Earliest offset of a partition', PARTITION),
    maxLag: gauge('kafka_consumergroup_group_max_lag', 'Max group offset lag', GROUP),
    maxLagSeconds: gauge('kafka_consumergroup_group_max_lag_seconds', 'Max group time lag', GROUP),
    sumLag: gauge('kafka_consumergroup_group_sum_lag', 'Sum of group offset lag', GROUP),
    topicSumLag: gauge('kafka_consumergroup_group_topic_sum_lag', 'Sum of group offset lag across topic partitions', GROUP_TOPIC),
    offset: gauge('kafka_consumergroup_group_offset', 'Last group consumed offset of a partition', GROUP_PARTITION),
    lag: gauge('kafka_consumergroup_group_lag', 'Group offset lag of a partition', GROUP_PARTITION),
    lagSeconds: gauge('kafka_consumergroup_group_lag_seconds', 'Group time lag of a partition, at least that', GROUP_PARTITION),
  };
  gauge('throughline_lag_groups_left_out', `Consumer groups without lag metrics: those of the ${MOST_PARTITIONS} partitions with the worst lag have them.`, []).set(leftOut);
  for (const { source, group, sampledAt, detail } of groups) {
    const labels = { cluster_name: source, group };
    const members = new Map(detail.members.map((member) => [member.id, member]));
    // Of a partition whose end is not known there is no lag, and the others are summed without it, as kafka-lag-exporter has it.
    const measured = detail.partitions.filter(({ end }) => end !== null);
    for (const partition of detail.partitions) {
      const place = { cluster_name: source, topic: partition.topic, partition: String(partition.partition) };
      const reader = { ...place, group, ...readerOf(partition, members) };
      if (partition.start !== null) gauges.earliest.set(place, Number(partition.start));
      if (partition.end === null) continue;
      gauges.latest.set(place, Number(partition.end));
      gauges.offset.set(reader, Number(partition.committed));
      gauges.lag.set(reader, lagOf(partition));
      gauges.lagSeconds.set(reader, secondsOf(partition, sampledAt));
    }
    if (measured.length === 0) continue;
    gauges.maxLag.set(labels, most(measured.map(lagOf)));
    gauges.maxLagSeconds.set(labels, most(measured.map((partition) => secondsOf(partition, sampledAt))));
    gauges.sumLag.set(labels, sum(measured.map(lagOf)));
    for (const [topic, own] of Map.groupBy(measured, (partition) => partition.topic)) gauges.topicSumLag.set({ ...labels, topic }, sum(own.map(lagOf)));
  }
  return registry.metrics();
}

function readerOf({ member }: JudgedPartition, members: ReadonlyMap<string, LagMember>): typeof NOBODY {
  const reader = member === null ? undefined : members.get(member);
  return reader === undefined ? NOBODY : { member_host: reader.host, consumer_id: reader.id, client_id: reader.clientId };
}

const lagOf = ({ lag }: JudgedPartition): number => (lag === null ? Number.NaN : Number(lag));

function secondsOf(partition: JudgedPartition, sampledAt: MeasuredGroup['sampledAt']): number {
  const behind = behindOf(partition);
  if (behind === null) return 0;
  return behind.since === null ? Number.NaN : Math.max(0, secondsBetween(behind.since, sampledAt));
}

const secondsBetween = (from: Micros, to: Micros): number => (to - from) / 1e6;

/** Of those that are known; where none is, nothing is known of all. An alert on the largest goes off although one of them is not known. */
const most = (values: readonly number[]): number => {
  const known = values.filter((value) => !Number.isNaN(value));
  return known.length === 0 ? Number.NaN : Math.max(...known);
};

/** NaN where one is: a sum of the others would be too little. */
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
