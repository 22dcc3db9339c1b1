/** One look at a source, partition by partition: with the window that it belongs to, and since when messages wait. */
import type pg from 'pg';
import type { ObservedPartition } from '#lib/core/lag/judge.ts';
import { surer } from '#lib/core/lag/keep.ts';
import type { Step } from '#lib/core/lag/resets.ts';
import { behindSince, type BehindSince } from '#lib/core/lag/time-lag.ts';
import { lagBetween, lookedAt, NO_WINDOW } from '#lib/core/lag/window.ts';
import type { Micros } from '#lib/core/time.ts';
import type { LagMemory, PartitionMemory } from '#lib/services/lag/memory.ts';
import type { CommitObservation, GroupCommits, GroupDescription } from '#lib/sources/commit-observer.ts';
import { readNextRecords, type FoundNext } from '#lib/store/next-records.ts';

export interface PartitionLook {
  readonly observed: ObservedPartition;
  readonly memory: PartitionMemory;
  /** What was committed before and now; null at the first look. */
  readonly step: Step | null;
}

/** Before it is known what waits. */
interface Sight {
  readonly topic: string;
  readonly partition: number;
  readonly committed: bigint;
  /** The first offset that it can still read: what it had committed may be deleted. */
  readonly from: bigint;
  readonly committedAt: Micros | null;
  readonly end: bigint | null;
  readonly start: bigint | null;
  readonly member: string | null;
  readonly at: Micros;
  readonly known: PartitionMemory | null;
}

/** Look-ups of messages at one look: each takes some tenths of a millisecond. The others are estimated from looks at the log, and have their turn later. */
const MOST_LOOK_UPS = 1000;

/** Whether a partition that was not read is read by now is asked at every tenth look. */
const UNREAD_EVERY = 10;

/** By group; of those that could be asked. */
export async function lookAt(client: pg.ClientBase, memory: LagMemory, observation: CommitObservation, { intervalMicros }: { readonly intervalMicros: number }): Promise<Map<string, readonly PartitionLook[]>> {
  const bounds = new Map(observation.logs.map((log) => [log.topic, log.partitions]));
  const sights = observation.groups.filter(({ state }) => state === 'ok').map((group) => ({ group: group.group, sights: sightsOf(group, memory, bounds) }));
  const found = await lookUp(client, memory.source, sights.flatMap((each) => each.sights), intervalMicros);
  return new Map(sights.map((each) => [each.group, each.sights.map((sight) => lookOf(sight, found.get(sight) ?? sight.known?.found ?? null, memory, intervalMicros))]));
}

type Bounds = ReadonlyMap<string, ReadonlyMap<number, { readonly start: bigint; readonly end: bigint }>>;

function sightsOf(group: GroupCommits, memory: LagMemory, bounds: Bounds): Sight[] {
  const known = memory.groups.get(group.group);
  const readers = readersOf(group.described ?? known?.described ?? null);
  return [...group.committed].flatMap(([topic, partitions]) => [...partitions].map(([partition, committed]): Sight => {
    const bound = bounds.get(topic)?.get(partition);
    const before = known?.partitions.get(topic)?.get(partition) ?? null;
    // A log whose end fell, or that ended before what was committed, is another one than what was committed then is of.
    const isOther = before?.end != null && bound !== undefined && (bound.end < before.end || before.committed > before.end);
    return {
      topic, partition, committed,
      from: bound !== undefined && bound.start > committed ? bound.start : committed,
      committedAt: group.committedAt.get(topic)?.get(partition) ?? null,
      end: bound?.end ?? null,
      start: bound?.start ?? null,
      member: readers.get(topic)?.get(partition) ?? null,
      at: group.at,
      known: isOther ? null : before,
    };
  }));
}

function readersOf(described: GroupDescription | null): Map<string, Map<number, string>> {
  const readers = new Map<string, Map<number, string>>();
  for (const { id, partitions } of described?.members ?? []) {
    for (const [topic, own] of partitions ?? []) {
      const known = readers.get(topic) ?? new Map<number, string>();
      for (const partition of own) known.set(partition, id);
      readers.set(topic, known);
    }
  }
  return readers;
}

/** The messages that wait next, of partitions of which that is not known yet. */
async function lookUp(client: pg.ClientBase, source: string, sights: readonly Sight[], intervalMicros: number): Promise<Map<Sight, FoundNext>> {
  const wanted = sights
    .filter((sight) => sight.end !== null && lagBetween(sight.from, sight.end) > 0n && !isKnown(sight, intervalMicros))
    // Those that were not looked up yet come first, so that all have their turn.
    .toSorted((a, b) => Number(a.known?.found != null) - Number(b.known?.found != null))
    .slice(0, MOST_LOOK_UPS);
  const found = await readNextRecords(client, source, wanted.map(({ topic, partition, from }) => ({ topic, partition, committed: from })));
  return new Map(wanted.flatMap((sight, index) => {
    const next = found[index];
    return next === undefined ? [] : [[sight, next] as const];
  }));
}

/** The message that was found next is so still, until the group commits beyond it; what holds no message holds none while the end stays. */
function isKnown({ committed, from, end, known, at, partition }: Sight, intervalMicros: number): boolean {
  if (known === null || known.found === null) return false;
  if (!known.found.isRead) return (Math.floor(at / intervalMicros) + partition) % UNREAD_EVERY !== 0;
  if (committed < known.committed) return false;
  const { next } = known.found;
  if (next !== null && next.isFirst) return from <= next.offset && (end === null || next.offset < end);
  return known.drained && committed === known.committed && end === known.end;
}

function lookOf(sight: Sight, found: FoundNext | null, memory: LagMemory, intervalMicros: number): PartitionLook {
  const { topic, partition, committed, from, committedAt, end, start, member, at, known } = sight;
  const window = lookedAt(known?.window ?? NO_WINDOW, { at, committed, end }, committedAt);
  const next = found?.next ?? null;
  const usable = next !== null && next.offset >= from ? next : null;
  const drained = end !== null && committed < end && (from >= end || (found?.readUpTo != null && found.readUpTo >= end && (usable === null || usable.offset >= end)));
  const times = memory.logs.get(topic)?.get(partition) ?? [];
  const fresh: BehindSince = end === null || from >= end ? { evidence: 'unknown', since: null } : behindSince({ committed: from, next: usable, times, intervalMicros, now: at });
  const behind = known !== null && known.committed === committed && from === committed && known.end !== null && known.end > committed && end !== null && end >= known.end ? surer(known.behind, fresh) : fresh;
  return {
    observed: { topic, partition, committed, committedAt, end, start, drained, behind, window, member },
    memory: { window, committed, end, behind, drained, found },
    step: known === null ? null : { topic, before: known.committed, after: committed },
  };
}
