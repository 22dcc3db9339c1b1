import { z } from 'zod';
import { FlowStatus, TimeBound } from '#lib/contracts/flows.ts';
import { Coordinates, Int64, Limit, Ms, Offset, Time } from '#lib/contracts/wire.ts';

export const TopicRole = z.enum(['normal', 'retry', 'dead-letter']).meta({ id: 'TopicRole', description: 'By its name, as the conventions know it.' });
export type TopicRole = z.infer<typeof TopicRole>;

export const TopicRange = z.object({
  from: TimeBound.optional().describe('Of rates and counts: RFC 3339, or now-15m. As far back as there is anything by default.'),
  to: TimeBound.optional(),
});
export type TopicRange = z.infer<typeof TopicRange>;

export const TopicSort = z.enum(['name', 'rate', 'messages', 'kept', 'lag', 'lastMessageAt']);
export type TopicSort = z.infer<typeof TopicSort>;

export const TopicListQuery = TopicRange.extend({
  q: z.string().max(500).optional().describe('A part of its name, in any case.'),
  sort: TopicSort.default('name').describe('By name upwards, by all else downwards.'),
  limit: Limit,
  cursor: z.string().max(500).optional(),
});
export type TopicListQuery = z.infer<typeof TopicListQuery>;

export const TopicSummary = z
  .object({
    source: z.string(),
    name: z.string(),
    role: TopicRole,
    incarnation: z.int(),
    partitions: z.int().describe('Of which messages are kept.'),
    perSecondNow: z.number().describe('Over the minute that runs and the one before.'),
    perSecond: z.number().describe('Over the range.'),
    messages: Int64.describe('Written within the range.'),
    bars: z.array(z.int()).describe('The same, in equal parts of the range.'),
    kept: Int64,
    keptBytes: Int64.describe('Of their values, as the broker holds them.'),
    groups: z.int().describe('Consumer groups that commit on it.'),
    worstLag: z.object({ group: z.string(), lag: Int64 }).nullable().describe('Null where no lag of any group is known.'),
    lastMessageAt: Time.nullable(),
  })
  .meta({ id: 'TopicSummary' });
export type TopicSummary = z.infer<typeof TopicSummary>;

export const TopicList = z.object({ topics: z.array(TopicSummary), barMs: Ms, total: z.int(), nextCursor: z.string().nullable() }).meta({ id: 'TopicList' });
export type TopicList = z.infer<typeof TopicList>;

const Incarnation = z.coerce.number().int().min(0).max(2_147_483_647).optional().describe('Of a topic that was recreated; the newest by default.');

export const TopicQuery = TopicRange.extend({ incarnation: Incarnation });
export type TopicQuery = z.infer<typeof TopicQuery>;

export const TopicSeries = z
  .object({
    type: z.string().nullable().describe('Null where the messages say none.'),
    rest: z.boolean().describe('Of types that are not told apart; `type` is null then.'),
    role: TopicRole,
    messages: Int64,
    bytes: Int64,
  })
  .meta({ id: 'TopicSeries' });
export type TopicSeries = z.infer<typeof TopicSeries>;

export const TopicGroup = z
  .object({
    group: z.string(),
    state: z.enum(['ok', 'forbidden', 'failing', 'gone']),
    members: z.int().nullable(),
    lag: Int64.nullable().describe('Messages behind, over all partitions that it has committed on; null where that is not known.'),
    lastMovedAt: Time.nullable().describe('When it was last seen at work here.'),
    partitions: z.array(z.object({ partition: z.int(), committed: Int64, lag: Int64.nullable() })),
  })
  .meta({ id: 'TopicGroup' });
export type TopicGroup = z.infer<typeof TopicGroup>;

export const TopicService = z.object({ service: z.string(), groups: z.array(z.string()), seenAt: Time }).meta({ id: 'TopicService', description: 'As its spans tell.' });
export type TopicService = z.infer<typeof TopicService>;

export const TopicDetail = z
  .object({
    source: z.string(),
    name: z.string(),
    role: TopicRole,
    incarnation: z.int(),
    incarnations: z.array(z.object({ incarnation: z.int(), firstSeenAt: Time, kept: Int64 })).describe('Each time that it was created anew; the newest first.'),
    from: Time.describe('Where the range begins.'),
    to: Time,
    perSecondNow: z.number(),
    perSecond: z.number(),
    messages: Int64,
    kept: Int64,
    keptBytes: Int64,
    lastMessageAt: Time.nullable(),
    series: z.array(TopicSeries).describe('What was written within the range, most first.'),
    chart: z.object({ bucketMs: Ms, buckets: z.array(z.object({ at: Time, counts: z.array(z.int()).describe('For each of the first series; one more is the sum of the others.') })) }),
    partitions: z.array(
      z.object({
        partition: z.int(),
        oldest: Int64.describe('Offset of the oldest message that was stored here.'),
        newest: Int64,
        kept: Int64,
        keptBytes: Int64,
        next: Int64.nullable().describe('The offset that Throughline reads next; null for an incarnation that is no more.'),
        logStart: Int64.nullable().describe('Where the log of the broker begins, as last sampled.'),
        logEnd: Int64.nullable(),
        lastMessageAt: Time,
      }),
    ),
    groups: z.array(TopicGroup),
    groupsSampledAt: Time.nullable(),
    producers: z.array(TopicService),
    consumers: z.array(TopicService),
  })
  .meta({ id: 'TopicDetail' });
export type TopicDetail = z.infer<typeof TopicDetail>;

export const TopicMessage = z
  .object({
    coordinates: Coordinates,
    at: Time.describe("The broker's timestamp; where it has none that can be, when it was observed."),
    timestamp: Time.nullable(),
    timestampType: z.enum(['create', 'append', 'none']),
    observedAt: Time,
    key: z.object({ text: z.string(), encoding: z.enum(['utf8', 'hex']), truncated: z.boolean() }).nullable(),
    type: z.string().nullable(),
    role: TopicRole,
    attempt: z.int(),
    size: z.int().nullable().describe('Bytes of the value; null for a tombstone.'),
    headers: z.int().describe('How many it has.'),
    preview: z.object({ encoding: z.enum(['text', 'hex', 'tombstone', 'none']), text: z.string(), truncated: z.boolean(), masked: z.boolean() }).describe('The beginning of its value. `none`: nothing of it is kept, since masking says so.'),
    flow: z.object({ id: z.string(), status: FlowStatus }).nullable().describe('Null while the rollup has not reached it.'),
    found: z.array(z.string()).describe('Where the text was found: key, payload, or header and its name.'),
  })
  .meta({ id: 'TopicMessage' });
export type TopicMessage = z.infer<typeof TopicMessage>;

export const TopicMessagesQuery = z
  .object({
    q: z.string().max(500).optional().describe('Text in the key, in a header or in the payload, in any case; `header:name=text` for one header; `$.customer.id = 4711` for a value in a JSON payload.'),
    key: z.string().max(2000).optional().describe('The whole key, exactly; `hex:00ff` for bytes.'),
    from: TimeBound.optional(),
    to: TimeBound.optional(),
    partition: z.coerce.number().int().min(0).max(2_147_483_647).optional(),
    offset: Offset.optional().describe('Begin with this offset, going back; needs a partition.'),
    incarnation: Incarnation,
    limit: Limit,
    cursor: z.string().max(12_000).optional().describe('Older ones: `nextCursor` of the page before.'),
    after: z.string().max(12_000).optional().describe('Only newer ones: `tail` of an answer before.'),
  })
  .refine((query) => query.cursor === undefined || query.after === undefined, { path: ['after'], message: 'cannot be used together with cursor' })
  .refine((query) => query.offset === undefined || query.partition !== undefined, { path: ['partition'], message: 'is needed for an offset' });
export type TopicMessagesQuery = z.infer<typeof TopicMessagesQuery>;

export const TopicMessages = z
  .object({
    messages: z.array(TopicMessage).describe('Newest first; within a partition in the order of offsets.'),
    nextCursor: z.string().nullable().describe('Null where nothing older is kept.'),
    tail: z.string().describe('For `after`: what comes from now on.'),
    skipped: Int64.describe('With `after`: how many newer messages there are besides those that were looked at.'),
    searched: z.object({ messages: z.int(), until: Time.nullable() }).describe('How many messages were looked at, and the time of the oldest.'),
  })
  .meta({ id: 'TopicMessages' });
export type TopicMessages = z.infer<typeof TopicMessages>;
