import { z } from 'zod';
import { Int64, Time } from '#lib/contracts/wire.ts';

export const SourceHealth = z.object({
  name: z.string(),
  status: z.enum(['ok', 'starting', 'degraded', 'down', 'off']),
  lagMessages: Int64.nullable(),
  staleSince: Time.nullable(),
  error: z.string().nullable(),
});

export const Check = z.object({ status: z.enum(['ok', 'degraded', 'down']), detail: z.string() });

/** How the last look at the consumer groups of one source went. */
export const CommitStatus = z.object({
  source: z.string(),
  sampledAt: Time.nullable(),
  groups: z.int(),
  forbidden: z.int().describe('Groups whose committed offsets the broker does not let us see.'),
  leftOut: z.int().describe('Groups beyond the limit of one look.'),
  tookMs: z.number().optional().describe('How long the look took, with writing down and judging what it showed.'),
  error: z.string().nullable(),
});
export type CommitStatus = z.infer<typeof CommitStatus>;

/** What one collector says of itself; it writes this to `process_status` every two seconds, and answers with it at its own /health. */
export const CollectorStatus = z.object({
  startedAt: Time,
  pid: z.int(),
  /** Holds the advisory lock of the rollup. */
  rollup: z.boolean(),
  /** Batches that are stored and not yet in a flow, and for how long the oldest waits. */
  pendingChanges: z.int(),
  rollupBehindMs: z.number(),
  eventsPerSecond: z.number(),
  spansPerSecond: z.number(),
  counts: z.object({ events: Int64, spans: Int64, duplicates: Int64, quarantined: Int64 }),
  sources: z.array(SourceHealth),
  /** By the one that samples committed offsets. */
  commits: z.array(CommitStatus).optional(),
  error: z.string().nullable(),
});
export type CollectorStatus = z.infer<typeof CollectorStatus>;

/** Of what is quarantined or cannot be derived more are not counted one by one. */
export const MOST_COUNTED = 10_000;

export const Health = z
  .object({
    status: z.enum(['ok', 'degraded', 'down']),
    checks: z.object({
      database: Check.extend({ since: Time.nullable().describe('Down since then, as far as this server saw; null where it answers, or was never seen to.') }),
      collector: Check.extend({ collectors: z.array(CollectorStatus.extend({ id: z.string(), seenAt: Time })) }),
      sources: z.array(SourceHealth),
    }),
    quarantined: z.int().describe(`Up to ${MOST_COUNTED}, which is that many or more.`),
    underivable: z.int().describe(`Up to ${MOST_COUNTED}, as well. Messages and traces for which deriving fails: their flows are missing or lack them.`),
  })
  .meta({ id: 'Health' });
export type Health = z.infer<typeof Health>;
