import { z } from 'zod';
import { FlowSummary, TimeBound } from '#lib/contracts/flows.ts';
import { Coordinates, Int64, Limit, Ms, Time } from '#lib/contracts/wire.ts';
import { GROUP_SORTS } from '#lib/core/lag/group-sorts.ts';
import { LAG_STATUSES } from '#lib/core/lag/statuses.ts';

/** Worst first. */
export const LagStatus = z.enum(LAG_STATUSES).meta({ id: 'LagStatus' });
export type LagStatus = z.infer<typeof LagStatus>;

export const GroupProtocol = z.enum(['classic', 'consumer', 'share', 'streams', 'unknown']).meta({ id: 'GroupProtocol' });
export type GroupProtocol = z.infer<typeof GroupProtocol>;

export const TimeLagEvidence = z
  .enum(['appended', 'observed', 'message-age', 'estimated', 'more-than', 'unknown'])
  .meta({
    id: 'TimeLagEvidence',
    description:
      'Where a time lag comes from. `appended`: the broker wrote down when. `observed`: Throughline read the message as it came. `message-age`: only the producer says when it made it. `estimated`: between two samples of the log. `more-than`: it is older than the samples that are kept. `unknown`: nothing tells, and the time lag is null.',
  });
export type TimeLagEvidence = z.infer<typeof TimeLagEvidence>;

/** Messages a second. */
const Rate = z.number().nullable();

const Measured = z.object({
  lag: Int64.nullable().describe('Null where it is not known, which is not 0.'),
  timeLagMs: Ms.nullable(),
  timeLagEvidence: TimeLagEvidence,
  rateIn: Rate.describe('Messages a second that are written, by the slope over the window.'),
  rateOut: Rate.describe('Messages a second that are committed.'),
  drainMs: Ms.nullable().describe('Until the lag is gone at these rates; of a group, until its slowest partition has none. Null where there is no end of it, or nobody knows.'),
  drain: z.enum(['none', 'in', 'never', 'unknown']).describe('`none`: there is nothing to drain. `in`: see `drainMs`. `never`: not at this rate.'),
});

export const ConsumerGroup = Measured.extend({
  source: z.string(),
  group: z.string(),
  status: LagStatus,
  statusSince: Time.nullable().describe('When it was first seen so.'),
  reason: z.string().describe('Why, in one sentence.'),
  protocol: GroupProtocol,
  state: z.string().nullable().describe('As the broker names it: Stable, Empty, PreparingRebalance …'),
  members: z.int().nullable().describe('Null where the broker does not tell.'),
  topics: z.array(z.string()),
  partitions: z.int(),
  skew: z.number().nullable().describe("The largest partition's share of the lag, 0 to 1; null where there is no lag or only one partition."),
  sampledAt: Time,
  spark: z.array(Int64.nullable()).describe('The lag over the last hour, a value a minute, oldest first; null where it was not known.'),
}).meta({ id: 'ConsumerGroup' });
export type ConsumerGroup = z.infer<typeof ConsumerGroup>;

export const ConsumerGroupListQuery = z.object({
  status: z.string().max(200).optional().describe('One or several, with commas between.'),
  q: z.string().max(2000).optional().describe('Part of the name of a group, of a topic that it reads, or of a member.'),
  source: z.string().max(200).optional(),
  sort: z.enum(GROUP_SORTS).default('worst'),
  limit: Limit,
  cursor: z.string().max(2000).optional(),
});
export type ConsumerGroupListQuery = z.infer<typeof ConsumerGroupListQuery>;

/** How the groups of one source were last sampled. */
export const Sampling = z.object({
  source: z.string(),
  at: Time.nullable(),
  intervalMs: Ms,
  evidence: z.enum(['commits', 'polls']).describe('`commits`: commits are read with their own times. `polls`: only what is committed at each sample is known, not when.'),
  why: z.string().nullable().describe('Of `polls`: why commits are not read.'),
  error: z.string().nullable(),
  leftOut: z.int(),
});
export type Sampling = z.infer<typeof Sampling>;

export const ConsumerGroupList = z
  .object({
    groups: z.array(ConsumerGroup),
    nextCursor: z.string().nullable(),
    total: z.int().describe('Groups that the filter lets through, on all pages.'),
    counts: z.partialRecord(LagStatus, z.int()).describe('By status, whatever status is filtered for.'),
    samplings: z.array(Sampling),
  })
  .meta({ id: 'ConsumerGroupList' });
export type ConsumerGroupList = z.infer<typeof ConsumerGroupList>;

export const GroupPartition = Measured.extend({
  topic: z.string(),
  partition: z.int(),
  committed: Int64.nullable(),
  committedAt: Time.nullable().describe('Of the last commit, where commits are read with their times.'),
  end: Int64.nullable(),
  start: Int64.nullable(),
  status: LagStatus,
  wasCaughtUp: z.boolean().describe('It had nothing to read at one of the last ten samples: then `drainMs` is the time that a message takes to its turn.'),
  member: z.string().nullable().describe('The id of the member that it is assigned to.'),
  clientId: z.string().nullable(),
  host: z.string().nullable(),
}).meta({ id: 'GroupPartition' });
export type GroupPartition = z.infer<typeof GroupPartition>;

export const GroupMember = z
  .object({
    id: z.string(),
    instanceId: z.string().nullable().describe('Of static membership.'),
    clientId: z.string(),
    host: z.string(),
    partitions: z.array(z.object({ topic: z.string(), partition: z.int() })),
    lag: Int64.nullable(),
    lastCommitAt: Time.nullable(),
  })
  .meta({ id: 'GroupMember' });
export type GroupMember = z.infer<typeof GroupMember>;

/** Something that happened to a group, drawn as a mark on the axis of time. */
export const GroupMark = z
  .object({
    at: Time,
    kind: z.enum(['rebalance', 'deployment', 'status', 'reset', 'recreated']),
    status: LagStatus.nullable().describe('Of `status`: what it became.'),
    text: z.string().describe('What happened, in one sentence.'),
  })
  .meta({ id: 'GroupMark' });
export type GroupMark = z.infer<typeof GroupMark>;

export const ConsumerGroupDetail = ConsumerGroup.omit({ members: true, partitions: true })
  .extend({
    memberCount: z.int().nullable(),
    members: z.array(GroupMember),
    partitions: z.array(GroupPartition),
    rebalances: z.array(GroupMark).describe('The newest 50, newest first; also among the marks of the history.'),
    sampling: Sampling,
  })
  .meta({ id: 'ConsumerGroupDetail' });
export type ConsumerGroupDetail = z.infer<typeof ConsumerGroupDetail>;

/** Each topic has a partition of that number: which is meant must be said. */
const hasItsTopic = ({ topic, partition }: { topic?: string | undefined; partition?: number | undefined }): boolean => partition === undefined || topic !== undefined;
const ITS_TOPIC = { path: ['partition'], message: 'is of a topic: say which with `topic`' };

export const GroupHistoryQuery = z.object({
  from: TimeBound.default('now-1h').describe('RFC 3339, or now-15m.'),
  to: TimeBound.default('now').describe('Exclusive.'),
  topic: z.string().max(1000).optional(),
  partition: z.coerce.number().int().min(0).max(2_147_483_647).optional().describe('Of `topic`.'),
}).refine(hasItsTopic, ITS_TOPIC);
export type GroupHistoryQuery = z.infer<typeof GroupHistoryQuery>;

export const GroupHistory = z
  .object({
    from: Time,
    to: Time,
    stepMs: Ms,
    points: z.array(z.object({ at: Time, lag: Int64.nullable(), timeLagMs: Ms.nullable(), rateIn: Rate, rateOut: Rate })).describe('At most 300, oldest first. Nulls where nothing was sampled.'),
    marks: z.array(GroupMark),
    heat: z
      .object({
        times: z.array(Time).describe('At most 120: the end of each cell.'),
        rows: z.array(z.object({ topic: z.string(), partition: z.int(), lag: z.array(Int64.nullable()) })).describe('At most 200, those with the most lag first.'),
        leftOut: z.int().describe('Partitions without a row.'),
      })
      .describe('The lag of each partition over time.'),
  })
  .meta({ id: 'GroupHistory' });
export type GroupHistory = z.infer<typeof GroupHistory>;

export const GroupWaitingQuery = z.object({ topic: z.string().max(1000).optional(), partition: z.coerce.number().int().min(0).max(2_147_483_647).optional(), limit: Limit, cursor: z.string().max(2000).optional() }).refine(hasItsTopic, ITS_TOPIC);
export type GroupWaitingQuery = z.infer<typeof GroupWaitingQuery>;

export const GroupWaiting = z
  .object({
    flows: z.array(
      z.object({
        flow: FlowSummary,
        event: Coordinates.describe('The oldest message of the flow that waits in this lag.'),
        writtenAt: Time.nullable(),
        waitedMs: Ms.nullable().describe('Since it was written.'),
        ahead: Int64.describe('Offsets between what the group has committed and it. At most so many messages are read before it: marks of transactions, and what was aborted or compacted away, hold none.'),
        etaMs: Ms.nullable().describe('Until its turn comes at the pace of today; null where the group does not move.'),
        others: z.int().describe('Further messages of the flow that wait in this lag.'),
      }),
    ),
    nextCursor: z.string().nullable(),
    notInFlows: Int64.nullable().describe('Messages of the lag that are in none of these flows: of topics that are not read, or not yet read by Throughline.'),
  })
  .meta({ id: 'GroupWaiting' });
export type GroupWaiting = z.infer<typeof GroupWaiting>;
