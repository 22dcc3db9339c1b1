/**
 * Judges flows whose status time changes, or a commit: when a flow stalls, nothing arrives.
 * Which flows are due is stored with them and found by an index; flows that wait for a group are found when it gets as far.
 */
import type pg from 'pg';
import { handledBy } from '#lib/core/flows/handled.ts';
import type { Outline } from '#lib/core/flows/outline.ts';
import type { Compensations } from '#lib/core/flows/failure.ts';
import { judge, NOTHING_LEARNED, type Judging } from '#lib/core/flows/status.ts';
import { brand } from '#lib/core/brand.ts';
import type { Micros } from '#lib/core/time.ts';
import { isYetToBeSeen, waitingFor, type Read, type Reader, type WaitingFor } from '#lib/core/whereabouts/waiting.ts';
import { behindSources } from '#lib/services/status/behind.ts';
import { KnownBaselines } from '#lib/services/status/known-baselines.ts';
import { readersOf } from '#lib/services/status/readers.ts';
import { readStatesSince } from '#lib/store/commits.ts';
import { abandonedFlows, dueFlows, lockFlows, passedFlows, readCollectorStatuses, readTopicNames, writeJudged, type Judged, type RestingFlow, type WaitingAt } from '#lib/store/flow-status.ts';
import { parseEventRef } from '#lib/store/refs.ts';

export interface SweepOptions {
  readonly status: StatusKeeping;
  readonly now: Micros;
  /** Flows that are judged at most. */
  readonly limit: number;
}

/** What statuses are judged by, and how far the sweeps have looked: kept from pass to pass. */
export interface StatusKeeping {
  readonly compensations: Compensations;
  readonly stallMicros: number;
  readonly baselines: KnownBaselines;
  readonly progress: SweepProgress;
}

/** How far the sweeps have looked. */
export interface SweepProgress {
  /** Commits up to this sample were compared with what waits. */
  commitsTo: Micros;
  /** When that was last done, and what was behind then. */
  lookedAt: number;
  behind: ReadonlySet<string>;
  /** What the groups had committed on a topic, at that look or since: thousands of offsets, which are not decoded anew at each sweep. */
  readonly readers: Map<number, readonly Reader[]>;
}

export const keepStatus = ({ compensations = [], stallMicros = NOTHING_LEARNED.stallMicros }: Partial<Pick<StatusKeeping, 'compensations' | 'stallMicros'>> = {}): StatusKeeping => ({
  compensations,
  stallMicros,
  baselines: new KnownBaselines(),
  progress: { commitsTo: brand<Micros>(0), lookedAt: -Infinity, behind: new Set(), readers: new Map() },
});

export const judgingOf = ({ compensations, stallMicros, baselines }: StatusKeeping): Judging => ({ compensations, stallMicros, baselineAt: (kind, observedAt) => baselines.at(kind, observedAt) });

/** Whether it is time to compare commits with what waits for them, though nothing else is to be done. */
export const isDue = ({ progress: { lookedAt } }: StatusKeeping, now: Micros): boolean => now - lookedAt >= LOOK_EVERY_MICROS || now < lookedAt;

const LOOK_EVERY_MICROS = 2_000_000;
/** A collector that has not reported for so long is gone. */
const REPORTED_MICROS = 15_000_000;

/** Gives the ids of the flows whose status changed. */
export async function sweep(client: pg.ClientBase, options: SweepOptions): Promise<string[]> {
  const { status: { baselines, progress, stallMicros }, now, limit } = options;
  const due = await dueFlows(client, now, limit);
  const passed = await look(client, options.status, now, limit);
  const ids = [...new Set([...due, ...passed])];
  if (ids.length === 0) return [];
  await baselines.refresh(client);
  const flows = await lockFlows(client, ids);
  const reads = new Map(flows.map(({ id, events }) => [id, events.map(readOf)]));
  const topicIds = [...new Set([...reads.values()].flatMap((events) => events.map(({ topicId }) => topicId)))];
  const topics = await readTopicNames(client, topicIds);
  await readReaders(client, progress, topicIds);
  const judged: Judged[] = [];
  const waiting: WaitingAt[] = [];
  for (const flow of flows) {
    const events = reads.get(flow.id) ?? [];
    const outline = flow.outline ?? NO_OUTLINE;
    const readers = [...new Set(events.map(({ topicId }) => topicId))].flatMap((topicId) => progress.readers.get(topicId) ?? []);
    const waits = waitingFor(events, readers, handledBy(outline), flow.observedAt);
    const current = !events.some(({ topicId }) => progress.behind.has(topics.get(topicId)?.source ?? ''));
    const yetToBeSeen = readers.some((reader) => isYetToBeSeen(reader, flow.observedAt, now));
    const baseline = baselines.at(flow.kind, flow.observedAt);
    const outcome = judge(outline, { stallMicros, now, learned: baseline?.learned ?? null, observedAt: flow.observedAt, waiting: waits.flatMap((wait) => stepsAt(outline, topics.get(wait.topicId)?.name ?? '')), current, yetToBeSeen });
    judged.push({ id: flow.id, ...outcome, baseline: baseline?.version ?? null });
    // What has come to rest well is not woken again by a group that reads on.
    if (outcome.status === 'in-flight' || outcome.status === 'stalled') waiting.push(...waits.map((wait) => waitingAt(flow, wait)));
  }
  await writeJudged(client, judged, waiting);
  const before = new Map(flows.map(({ id, status }) => [id, status]));
  return judged.filter(({ id, status }) => before.get(id) !== status).map(({ id }) => id);
}

const NO_OUTLINE: Outline = { failure: 'none', open: false, steps: [], cut: false, groups: [], handled: [] };

/** Now and then: the flows that waited for commits which have been seen since, and which sources are behind. */
async function look(client: pg.ClientBase, { progress, ...status }: StatusKeeping, now: Micros, limit: number): Promise<string[]> {
  if (!isDue({ progress, ...status }, now)) return [];
  // The clock was set back: samples that were taken before are later than those to come.
  if (now < progress.lookedAt) progress.commitsTo = brand<Micros>(0);
  progress.lookedAt = now;
  progress.readers.clear();
  progress.behind = behindSources(await readCollectorStatuses(client, REPORTED_MICROS));
  const states = await readStatesSince(client, progress.commitsTo);
  const commits = states.flatMap(({ groupId, topicId, offsets }) => offsets.flatMap(({ partition, offset }) => (offset === null ? [] : [{ groupId, topicId, partition, committed: offset }])));
  const passed = await passedFlows(client, commits, limit);
  const abandoned = await abandonedFlows(client, limit);
  // With more flows than fit, the same commits are compared again next time: those that were judged wait no longer.
  // Samples by a clock that was ahead are compared each time until it is as late, or those to come would not be.
  if (passed.length < limit) progress.commitsTo = brand<Micros>(Math.min(now, states.reduce<number>((latest, { at }) => Math.max(latest, at), progress.commitsTo)));
  return [...passed, ...abandoned];
}

/** Whoever waits by what is read here is found by the next look, which compares with all that was committed since the last. */
async function readReaders(client: pg.ClientBase, { readers }: SweepProgress, topicIds: readonly number[]): Promise<void> {
  const unread = topicIds.filter((topicId) => !readers.has(topicId));
  const found = Map.groupBy(await readersOf(client, unread), ({ topicId }) => topicId);
  for (const topicId of unread) readers.set(topicId, found.get(topicId) ?? []);
}

const readOf = (event: string): Read => ({ event, ...parseEventRef(event) });

/** The steps of a flow on a topic; of a topic of retries or dead letters there is none, and whoever reads it goes on with the flow. */
function stepsAt({ steps }: Outline, topic: string): { topic: string; type: string | null }[] {
  const there = steps.filter((step) => step.topic === topic);
  return there.length > 0 ? there : [{ topic, type: null }];
}

const waitingAt = ({ id }: RestingFlow, { groupId, topicId, partition, offset }: WaitingFor): WaitingAt => ({ flowId: id, groupId, topicId, partition, offset });
