/**
 * What a group's row holds besides the columns that lists are sorted by: JSON, deflated, because a thousand rows are written every few seconds.
 * Ten partitions take about 300 bytes.
 */
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { brand } from '#lib/core/brand.ts';
import type { Drain } from '#lib/core/lag/drain.ts';
import type { JudgedPartition } from '#lib/core/lag/judge.ts';
import type { Spark } from '#lib/core/lag/spark.ts';
import type { LagStatus } from '#lib/core/lag/statuses.ts';
import type { BehindSince, TimeLagEvidence } from '#lib/core/lag/time-lag.ts';
import type { Micros } from '#lib/core/time.ts';

export interface LagMember {
  readonly id: string;
  readonly instanceId: string | null;
  readonly clientId: string;
  readonly host: string;
  /** Null where the broker does not tell. */
  readonly partitions: readonly { readonly topic: string; readonly partition: number }[] | null;
}

export interface LagDetail {
  readonly partitions: readonly JudgedPartition[];
  readonly members: readonly LagMember[];
  readonly spark: Spark;
}

type PackedPartition = readonly [
  topic: number, partition: number, committed: string, committedAt: number | null, end: string | null, start: string | null, lag: string | null, flags: number, status: LagStatus,
  evidence: TimeLagEvidence, since: number | null, rateIn: number | null, rateOut: number | null, drain: Drain['kind'], drainMs: number | null, member: string | null,
];
interface PackedDetail {
  readonly topics: readonly string[];
  readonly partitions: readonly PackedPartition[];
  readonly members: readonly (readonly [id: string, instanceId: string | null, clientId: string, host: string, partitions: readonly (readonly [string, readonly number[]])[] | null])[];
  readonly minute: number;
  readonly spark: readonly (string | null)[];
}

const DRAINED = 1;
const CAUGHT_UP = 2;
/** Speed matters more than the last tenth of the size; and what zlib sets aside by itself is many times what there is to pack, for each of ten thousand groups. */
const DEFLATE = { level: 1, windowBits: 12, memLevel: 5, chunkSize: 2048 };
const INFLATE = { chunkSize: 4096 };

export const packLag = (detail: LagDetail): Uint8Array => deflateRawSync(lagText(detail), DEFLATE);

/** What is packed, as text: two details are the same where their texts are. */
export function lagText({ partitions, members, spark }: LagDetail): string {
  const topics = [...new Set(partitions.map(({ topic }) => topic))];
  const indexes = new Map(topics.map((topic, index) => [topic, index]));
  const packed: PackedDetail = {
    topics,
    partitions: partitions.map((each) => [
      indexes.get(each.topic) ?? 0, each.partition, text(each.committed), each.committedAt, textOr(each.end), textOr(each.start), textOr(each.lag),
      (each.drained ? DRAINED : 0) + (each.wasCaughtUp ? CAUGHT_UP : 0), each.status, each.behind.evidence, each.behind.since, each.rates.in, each.rates.out,
      each.drain.kind, each.drain.kind === 'in' ? each.drain.millis : null, each.member,
    ]),
    members: members.map((each) => [each.id, each.instanceId, each.clientId, each.host, each.partitions === null ? null : [...Map.groupBy(each.partitions, ({ topic }) => topic)].map(([topic, own]) => [topic, own.map(({ partition }) => partition)])]),
    minute: spark.minute,
    spark: spark.lags.map(textOr),
  };
  return JSON.stringify(packed);
}

export function unpackLag(bytes: Uint8Array): LagDetail {
  // What stands there was written by `packLag`.
  const packed = JSON.parse(inflateRawSync(bytes, INFLATE).toString('utf8')) as PackedDetail;
  return {
    partitions: packed.partitions.map(([topic, partition, committed, committedAt, end, start, lag, flags, status, evidence, since, rateIn, rateOut, drain, drainMs, member]): JudgedPartition => ({
      topic: packed.topics[topic] ?? '', partition, committed: BigInt(committed), committedAt: timeOr(committedAt), end: bigOr(end), start: bigOr(start), lag: bigOr(lag),
      drained: (flags & DRAINED) !== 0, wasCaughtUp: (flags & CAUGHT_UP) !== 0, status, behind: behindOf(evidence, since), rates: { in: rateIn, out: rateOut },
      drain: drain === 'in' ? { kind: 'in', millis: drainMs ?? 0 } : { kind: drain }, member,
    })),
    members: packed.members.map(([id, instanceId, clientId, host, partitions]) => ({ id, instanceId, clientId, host, partitions: partitions === null ? null : partitions.flatMap(([topic, own]) => own.map((partition) => ({ topic, partition }))) })),
    spark: { minute: packed.minute, lags: packed.spark.map(bigOr) },
  };
}

export const behindOf = (evidence: TimeLagEvidence, since: number | null): BehindSince =>
  evidence === 'unknown' || since === null ? { evidence: 'unknown', since: null } : { evidence, since: brand<Micros>(since) };

const text = (value: bigint): string => value.toString();
const textOr = (value: bigint | null): string | null => value?.toString() ?? null;
const bigOr = (value: string | null): bigint | null => (value === null ? null : BigInt(value));
const timeOr = (value: number | null): Micros | null => (value === null ? null : brand<Micros>(value));
