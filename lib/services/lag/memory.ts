/** What the process that judges groups keeps of them between two looks. */
import type pg from 'pg';
import type { LogTimes } from '#lib/core/lag/log-times.ts';
import type { LagStatus } from '#lib/core/lag/statuses.ts';
import { NO_SPARK, type Spark } from '#lib/core/lag/spark.ts';
import type { BehindSince } from '#lib/core/lag/time-lag.ts';
import { NO_WINDOW, type Window } from '#lib/core/lag/window.ts';
import type { Micros } from '#lib/core/time.ts';
import type { CommitMemory } from '#lib/services/commits/memory.ts';
import { rebuildWindows } from '#lib/services/lag/rebuild-windows.ts';
import type { GroupDescription } from '#lib/sources/commit-observer.ts';
import { readSampling } from '#lib/store/commits.ts';
import { readGroupLags, type KnownGroupLag } from '#lib/store/group-lag.ts';
import type { FoundNext } from '#lib/store/next-records.ts';

export interface PartitionMemory {
  readonly window: Window;
  readonly committed: bigint;
  readonly end: bigint | null;
  /** Of `committed`. */
  readonly behind: BehindSince;
  /** What was found stored from `committed` on; null where nobody looked it up. */
  readonly found: FoundNext | null;
  readonly drained: boolean;
}

export interface GroupMemory {
  readonly status: LagStatus;
  readonly since: Micros;
  readonly spark: Spark;
  readonly described: GroupDescription | null;
  /** Looks at which it could not be asked, one after the other. */
  readonly failures: number;
  /** What was last written, to be compared with; null in a process that has written nothing yet. */
  readonly written: string | null;
  /** By topic and partition. */
  readonly partitions: ReadonlyMap<string, ReadonlyMap<number, PartitionMemory>>;
}

export interface LagMemory {
  readonly source: string;
  readonly groups: Map<string, GroupMemory>;
  /** By topic and partition. */
  logs: ReadonlyMap<string, ReadonlyMap<number, LogTimes>>;
  /** By topic, where the broker tells it. */
  kafkaIds: ReadonlyMap<string, string>;
  sampledAt: Micros | null;
}

/** Reads what is known of a source, before a look is recorded: for the process that begins to judge. */
export async function rememberLag(client: pg.ClientBase, source: string, commits: Pick<CommitMemory, 'states'>): Promise<LagMemory> {
  const { windows, logs } = await rebuildWindows(client, source, commits);
  const groups = (await readGroupLags(client, source)).map((known) => [known.group, remembered(known, windows.get(known.groupId))] as const);
  return { source, groups: new Map(groups), logs, kafkaIds: new Map(), sampledAt: (await readSampling(client, source))?.at ?? null };
}

function remembered({ status, since, detail }: KnownGroupLag, windows: ReadonlyMap<string, ReadonlyMap<number, Window>> | undefined): GroupMemory {
  const partitions = new Map<string, Map<number, PartitionMemory>>();
  for (const { topic, partition, committed, end, behind, drained } of detail.partitions) {
    const own = partitions.get(topic) ?? new Map<number, PartitionMemory>();
    partitions.set(topic, own.set(partition, { window: windows?.get(topic)?.get(partition) ?? NO_WINDOW, committed, end, behind, drained, found: null }));
  }
  return { status, since, spark: detail.spark.lags.length === 0 ? NO_SPARK : detail.spark, described: null, failures: 0, written: null, partitions };
}
