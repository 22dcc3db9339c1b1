import type { GroupHistory, GroupHistoryQuery } from '#lib/contracts/lag.ts';
import { brand } from '#lib/core/brand.ts';
import { heatOf, pointsOf, stepsOf, type Change, type PartitionHistory } from '#lib/core/lag/history.ts';
import type { JudgedPartition } from '#lib/core/lag/judge.ts';
import { behindOf } from '#lib/core/lag/time-lag.ts';
import { microsFromMillis, millisFromMicros, rfc3339, type Micros } from '#lib/core/time.ts';
import { ServiceError } from '#lib/services/errors.ts';
import { resolveTimeBound } from '#lib/services/flows/time-bound.ts';
import { oneGroup } from '#lib/services/lag/read.ts';
import { wireMark } from '#lib/services/lag/wire.ts';
import { readHistory } from '#lib/store/commit-history.ts';
import { LOG, type SampleRow } from '#lib/store/commits.ts';
import { readSamplings } from '#lib/store/group-list.ts';
import { readMarks } from '#lib/store/group-marks.ts';
import { readGroupTopics, type GroupTopic } from '#lib/store/group-topics.ts';
import type { ListedGroup } from '#lib/store/group-lag.ts';
import { readGaps } from '#lib/store/sampling-gaps.ts';
import type { Store } from '#lib/store/store.ts';

const MOST_POINTS = 300;
const MOST_CELLS = 120;
const MOST_ROWS = 200;
const MOST_MARKS = 500;
/** Samples are kept for a month. */
const LONGEST_MICROS = 32 * 86_400_000_000;
/** What had not changed when the range began was written before it. */
const LEAST_LOOKBACK_MICROS = 3_600_000_000;
const MOST_LOOKBACK_MICROS = 86_400_000_000;
const OVERDUE_INTERVALS = 2;
const KINDS = ['rebalance', 'deployment', 'status', 'reset', 'recreated'] as const;

/** How the lag of a group, or of a topic or partition that it reads, went over time. Throws `not-found`, and `invalid` for a range that ends before it begins. */
export async function readGroupHistory(store: Pick<Store, 'pool'>, source: string, name: string, query: GroupHistoryQuery, nowMs: number = Date.now()): Promise<GroupHistory> {
  const now = microsFromMillis(nowMs);
  const group = await oneGroup(store, source, name);
  const { from, to } = rangeOf(query, now);
  const topics = (await readGroupTopics(store.pool, group.groupId)).filter(({ topic }) => query.topic === undefined || topic === query.topic);
  const lookback = Math.min(MOST_LOOKBACK_MICROS, Math.max(LEAST_LOOKBACK_MICROS, to - from));
  const samples = topics.length === 0 ? [] : await readHistory(store.pool, { groupIds: [LOG, group.groupId], topicIds: topics.map(({ topicId }) => topicId), from: brand<Micros>(Math.max(0, from - lookback)), to: brand<Micros>(now + 1) });
  const gaps = await readGaps(store.pool, group.source, { from, to });
  const marks = await readMarks(store.pool, group.groupId, { from, to, kinds: KINDS, limit: MOST_MARKS });
  const sampling = (await readSamplings(store.pool)).find((each) => each.source === group.source);
  // What a look showed holds until the next is overdue, or until the group was gone.
  const overdue = sampling?.at == null ? 0 : sampling.at + OVERDUE_INTERVALS * sampling.intervalMicros;
  const range = { from, to, gaps, lastLook: brand<Micros>(group.state === 'gone' ? Math.min(overdue, group.stateSince) : overdue) };
  const partitions = partitionsOf(topics, samples, group).filter(({ partition }) => query.partition === undefined || partition === query.partition);
  const least = Math.max(1_000_000, sampling?.intervalMicros ?? 0);
  const { stepMicros, times } = stepsOf(range, MOST_POINTS, least);
  const cells = stepsOf(range, MOST_CELLS, least).times;
  const heat = heatOf(partitions, range, cells, MOST_ROWS);
  return {
    from: rfc3339(from),
    to: rfc3339(to),
    stepMs: millisFromMicros(stepMicros),
    points: pointsOf(partitions, range, times).map(({ at, lag, timeLagMicros, rateIn, rateOut }) => ({ at: rfc3339(at), lag: lag?.toString() ?? null, timeLagMs: timeLagMicros === null ? null : millisFromMicros(timeLagMicros), rateIn, rateOut })),
    marks: marks.toReversed().map(wireMark),
    heat: { times: cells.map(rfc3339), rows: heat.rows.map((row) => ({ ...row, lag: row.lag.map((lag) => lag?.toString() ?? null) })), leftOut: heat.leftOut },
  };
}

function rangeOf(query: GroupHistoryQuery, now: Micros): { readonly from: Micros; readonly to: Micros } {
  const to = brand<Micros>(Math.min(now, resolveTimeBound(query.to, now)));
  const from = brand<Micros>(Math.max(resolveTimeBound(query.from, now), to - LONGEST_MICROS));
  if (from >= to) throw new ServiceError('invalid', 'The range ends before it begins.', { faults: [{ path: 'query.from', message: 'must be before `to`, and before now' }] });
  return { from, to };
}

/** Of partitions in which nothing changed since the samples begin, what is known now was so all the time. */
function partitionsOf(topics: readonly GroupTopic[], samples: readonly SampleRow[], { groupId, detail }: ListedGroup): PartitionHistory[] {
  const judged = new Map((detail?.partitions ?? []).map((partition) => [`${partition.partition}/${partition.topic}`, partition]));
  return topics.flatMap(({ topicId, topic, committed, log }) => {
    const own = changesIn(samples, topicId, groupId);
    const ends = changesIn(samples, topicId, LOG);
    const [known, knownEnds] = [new Map(committed.map(({ partition, offset }) => [partition, offset])), new Map(log.map(({ partition, offset }) => [partition, offset]))];
    const always = (offset: bigint | null | undefined): Change[] => (offset === undefined ? [] : [{ at: brand<Micros>(0), since: null, offset }]);
    return [...new Set([...known.keys(), ...own.keys()])].toSorted((a, b) => a - b).map((partition) => ({
      topic, partition,
      committed: own.get(partition) ?? always(known.get(partition)),
      ends: ends.get(partition) ?? always(knownEnds.get(partition)),
      behind: sinceOf(judged.get(`${partition}/${topic}`)),
    }));
  });
}

function sinceOf(judged: JudgedPartition | undefined): PartitionHistory['behind'] {
  const since = judged === undefined ? null : (behindOf(judged)?.since ?? null);
  return judged === undefined || since === null ? null : { committed: judged.committed, since };
}

function changesIn(samples: readonly SampleRow[], topicId: number, groupId: number): Map<number, Change[]> {
  const changes = new Map<number, Change[]>();
  for (const sample of samples) {
    if (sample.topicId !== topicId || sample.groupId !== groupId) continue;
    for (const { partition, offset } of sample.offsets) {
      const known = changes.get(partition) ?? [];
      changes.set(partition, known);
      known.push({ at: sample.at, since: sample.since, offset });
    }
  }
  return changes;
}
