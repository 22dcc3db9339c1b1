import { z } from 'zod';
import { EventHeader, FlowSummary, Payload, TimeBound } from '#lib/contracts/flows.ts';
import { Coordinates, Int64, Limit, Ms, Offset, Time } from '#lib/contracts/wire.ts';
import { DEAD_LETTER_STATES, ORIGIN_EVIDENCES } from '#lib/core/dead-letters/states.ts';

export const DeadLetterState = z.enum(DEAD_LETTER_STATES).meta({ id: 'DeadLetterState' });
export type DeadLetterState = z.infer<typeof DeadLetterState>;

/** By which a list is exported as a whole, page by page; without it the answer is a page of JSON. */
export const ExportFormat = z.enum(['csv', 'jsonl']);
export type ExportFormat = z.infer<typeof ExportFormat>;

/** Why somebody did something; kept for ever. */
export const Reason = z
  .string()
  .trim()
  .min(1, 'must say why')
  .max(2000, 'must have at most 2,000 characters')
  .refine((text) => !text.includes('\0'), 'must not hold U+0000');

const States = z.string().max(200).optional().describe('One or several, with commas between.');
const Q = z.string().max(2000).optional();
export const FailureGroupId = z.string().regex(/^[0-9a-f]{32}$/, 'must be 32 hex digits');
/** Its packed coordinates in the form of a UUID, of no version. */
export const DeadLetterId = z.guid();

export const Note = z.object({ at: Time, actor: z.string(), text: z.string() }).meta({ id: 'Note' });
export type Note = z.infer<typeof Note>;

export const FailureGroup = z
  .object({
    id: FailureGroupId.describe('The fingerprint: the same for ever, through rebuilds and over clusters.'),
    title: z.string().describe('What is wrong, in plain words.'),
    exceptionType: z.string().nullable().describe('Of the innermost cause.'),
    message: z.string().nullable().describe('With numbers, ids, times and other changing parts as placeholders: `<n>`, `<id>`, `<time>`, `<host>`.'),
    topFrame: z.string().nullable().describe('The first frame of the stack trace that is no framework’s.'),
    originTopic: z.string().nullable(),
    consumerGroup: z.string().nullable(),
    sources: z.array(z.string()),
    count: z.int().describe('All dead letters that ever joined it and are kept.'),
    open: z.int(),
    counts: z.record(DeadLetterState, z.int()).describe('By state.'),
    reFailed: z.int().describe('Open ones that came of a replay.'),
    flows: z.int().describe('Flows that its open dead letters stopped; of the newest 10,000 of them.'),
    firstSeenAt: Time,
    lastSeenAt: Time,
    state: DeadLetterState.describe('`replaying` while any is; else `open`, or `failed-again` where one came of a replay, while any is open; else `discarded` where all are, and `resolved`.'),
    owner: z.string().nullable(),
    notes: z.array(Note).describe('The newest 100, newest first.'),
    trend: z.array(z.int()).describe('How many came in each of 24 equal parts of the range, oldest first.'),
  })
  .meta({ id: 'FailureGroup' });
export type FailureGroup = z.infer<typeof FailureGroup>;

export const FailureGroupListQuery = z.object({
  state: States,
  topic: z.string().max(1000).optional().describe('The topic that they came from.'),
  group: z.string().max(1000).optional().describe('The consumer group that failed.'),
  exceptionType: z.string().max(1000).optional(),
  owner: z.string().max(200).optional(),
  source: z.string().max(200).optional(),
  q: Q.describe('Part of title, exception, message, topic, group or owner; or a whole id, which finds the groups of what carries it.'),
  from: TimeBound.optional().describe('Seen last at or after it; also where the trend begins, 24 hours ago by default.'),
  to: TimeBound.optional().describe('Exclusive.'),
  sort: z.enum(['lastSeen', 'firstSeen', 'count', 'open', 'title']).default('lastSeen'),
  limit: Limit,
  cursor: z.string().max(2000).optional(),
  format: ExportFormat.optional(),
});
export type FailureGroupListQuery = z.infer<typeof FailureGroupListQuery>;

export const FailureGroupList = z
  .object({
    failureGroups: z.array(FailureGroup),
    nextCursor: z.string().nullable(),
    total: z.int().describe('Groups that the filter lets through, on all pages.'),
    open: z.int().describe('Open dead letters of all groups, whatever is filtered for.'),
    states: z.partialRecord(DeadLetterState, z.int()).describe('Groups by state, whatever state is filtered for.'),
    trendFrom: Time,
    trendStepMs: Ms,
  })
  .meta({ id: 'FailureGroupList' });
export type FailureGroupList = z.infer<typeof FailureGroupList>;

/** A field, or a header, that separates what failed from what did not. */
export const SeparatingField = z
  .object({
    place: z.enum(['payload', 'header']),
    name: z.string().describe('A JSON pointer, or the name of a header.'),
    says: z.string().describe('`currency is null`, `channel is "kiosk"`, `items is missing`.'),
    failedShare: z.number().describe('Of the failed ones for which it holds, 0 to 1.'),
    healthyShare: z.number().describe('Of the healthy ones for which it holds, 0 to 1.'),
    score: z.number().describe('How well it separates the two, 0 to 1.'),
  })
  .meta({ id: 'SeparatingField' });
export type SeparatingField = z.infer<typeof SeparatingField>;

export const Separation = z.object({
  failed: z.int().describe('Payloads that were looked at: the newest, 200 at most.'),
  healthy: z.int().describe('Messages of the same topic and type that did not fail, as many at most.'),
  fields: z.array(SeparatingField).describe('The best 20.'),
  notTold: z.enum(['no-payload', 'too-few', 'nothing-healthy']).nullable().describe('Why there is nothing to compare.'),
});
export type Separation = z.infer<typeof Separation>;

export const Frame = z
  .object({
    text: z.string().describe('As it was written.'),
    kind: z.enum(['application', 'framework', 'omitted']).describe('`omitted`: a line that stands for frames, such as `... 12 more`.'),
    differs: z.boolean().describe('Not in the stack traces of all messages of the group that were looked at.'),
  })
  .meta({ id: 'Frame' });

export const StackTrace = z
  .object({
    language: z.enum(['java', 'node', 'python', 'dotnet', 'go']),
    exceptions: z.array(z.object({ type: z.string(), message: z.string(), relation: z.enum(['outermost', 'cause', 'suppressed']), frames: z.array(Frame) })).describe('The outermost first.'),
    compared: z.int().describe('Stack traces of the group that it was compared with.'),
    cut: z.boolean().describe('It goes on: what is kept of a header is limited, and so are frames.'),
  })
  .meta({ id: 'StackTrace' });
export type StackTrace = z.infer<typeof StackTrace>;

export const NeverHappened = z.object({
  topic: z.string(),
  type: z.string().nullable(),
  service: z.string().nullable(),
  flows: z.int().describe('Stopped flows in which it did not happen.'),
  usualShare: z.number().describe('Of the flows of this kind in which it does, 0 to 1.'),
});

export const FailureGroupDetail = FailureGroup.extend({
  stacktrace: StackTrace.nullable().describe('Of the newest dead letter that has one.'),
  separation: Separation,
  stopped: z.object({ flows: z.array(FlowSummary).describe('The newest 20.'), total: z.int(), neverHappened: z.array(NeverHappened).describe('What usually follows and did not, the most flows first; at most 20.') }),
  history: z.array(z.object({ at: Time, actor: z.string(), action: z.string(), text: z.string() })).describe('What people did with it, newest first; at most 100.'),
}).meta({ id: 'FailureGroupDetail' });
export type FailureGroupDetail = z.infer<typeof FailureGroupDetail>;

export const FailureGroupChange = z
  .object({
    owner: z.string().trim().max(200).refine((text) => !text.includes('\0'), 'must not hold U+0000').nullable().optional().describe('Null takes the owner away.'),
    note: Reason.optional().describe('Is added to the notes.'),
  })
  .refine(({ owner, note }) => owner !== undefined || note !== undefined, 'must change the owner or add a note');
export type FailureGroupChange = z.infer<typeof FailureGroupChange>;

export const DiscardRequest = z.object({ reason: Reason });
export type DiscardRequest = z.infer<typeof DiscardRequest>;

export const RestoreRequest = z.object({ reason: Reason.optional(), decisionId: Offset.optional().describe('Of a discard: takes back that one alone, without what was decided since. Left out: all that is discarded.') });
export type RestoreRequest = z.infer<typeof RestoreRequest>;

const DeadLetterIds = z.array(DeadLetterId).min(1).max(10_000);

export const DiscardLettersRequest = z.object({ deadLetterIds: DeadLetterIds, reason: Reason });
export type DiscardLettersRequest = z.infer<typeof DiscardLettersRequest>;

export const RestoreLettersRequest = z
  .object({ deadLetterIds: DeadLetterIds.optional(), decisionId: Offset.optional().describe('Of a discard: takes back that one alone, without what was decided since.'), reason: Reason.optional() })
  .refine(({ deadLetterIds, decisionId }) => (deadLetterIds === undefined) !== (decisionId === undefined), 'must name either deadLetterIds or decisionId');
export type RestoreLettersRequest = z.infer<typeof RestoreLettersRequest>;

/** What a discard or a restore did. */
export const Decided = z.object({ decisionId: z.string().describe('Restore of it undoes this and nothing else.'), changed: z.int() }).meta({ id: 'Decided' });
export type Decided = z.infer<typeof Decided>;

export const DeadLetterOrigin = z
  .object({
    topic: z.string(),
    partition: z.int().nullable(),
    offset: Int64.nullable(),
    group: z.string().nullable(),
    incarnation: z.int().nullable().describe('Of the message that is meant, where it is kept here.'),
    evidence: z.enum(ORIGIN_EVIDENCES).describe('`headers` say so. `message-id`: a message of that id came before it in the flow. `payload-hash`: one with its key and payload did.'),
  })
  .meta({ id: 'DeadLetterOrigin' });

export const DeadLetterReplay = z.object({ replayId: z.string(), itemId: z.string(), state: z.string(), at: Time, becameId: DeadLetterId.nullable().describe('The dead letter that came of it, where it failed again.') });

export const DeadLetter = z
  .object({
    id: DeadLetterId,
    state: DeadLetterState,
    coordinates: Coordinates,
    seenAt: Time,
    origin: DeadLetterOrigin.nullable().describe('Null where nothing tells it.'),
    failure: z.object({
      type: z.string().nullable(),
      message: z.string().nullable(),
      stacktrace: z.string().nullable().describe('In lists null.'),
      attempts: z.int().describe('All that were made, those after replays included.'),
      failedAt: Time.nullable(),
      framework: z.string().nullable().describe('Whose headers tell it.'),
    }),
    failureGroup: FailureGroupId,
    flowId: z.string().nullable(),
    messageType: z.string().nullable(),
    messageId: z.string().nullable(),
    key: z.string().nullable(),
    size: z.int().nullable(),
    replayOf: DeadLetterId.nullable().describe('The dead letter whose replay failed again as this one.'),
    replays: z.array(DeadLetterReplay).describe('Newest first.'),
  })
  .meta({ id: 'DeadLetter' });
export type DeadLetter = z.infer<typeof DeadLetter>;

export const DeadLetterDetail = DeadLetter.extend({
  headers: z.array(EventHeader),
  payload: Payload,
  stacktrace: StackTrace.nullable(),
  history: z.array(z.object({ type: z.string().nullable(), message: z.string().nullable() })).describe('What failed before, the first attempt first.'),
  flow: FlowSummary.nullable(),
  healthy: Coordinates.nullable().describe('The last message of the same topic and type that did not fail, to compare it with.'),
  discarded: z.object({ at: Time, actor: z.string(), reason: z.string(), decisionId: z.string() }).nullable(),
  notes: z.array(z.string()).describe('What could not be read as it should be.'),
}).meta({ id: 'DeadLetterDetail' });
export type DeadLetterDetail = z.infer<typeof DeadLetterDetail>;

/** Filters of a list; a replay's `filter` takes the same. */
export const DeadLetterFilter = z.object({
  failureGroup: FailureGroupId.optional(),
  state: States,
  topic: z.string().max(1000).optional().describe('The topic that they came from.'),
  deadLetterTopic: z.string().max(1000).optional().describe('The topic on which they stand.'),
  group: z.string().max(1000).optional(),
  exceptionType: z.string().max(1000).optional(),
  type: z.string().max(1000).optional().describe('Of the message.'),
  source: z.string().max(200).optional(),
  flow: z.string().max(2000).optional().describe('The id of a flow.'),
  q: Q.describe('An id or key as a whole, or part of exception, message, topic or group.'),
  from: TimeBound.optional().describe('Seen at or after it: RFC 3339, or now-15m.'),
  to: TimeBound.optional().describe('Exclusive.'),
});
export type DeadLetterFilter = z.infer<typeof DeadLetterFilter>;

export const DeadLetterListQuery = DeadLetterFilter.extend({
  sort: z.enum(['newest', 'oldest']).default('newest'),
  limit: Limit,
  cursor: z.string().max(2000).optional(),
  format: ExportFormat.optional(),
});
export type DeadLetterListQuery = z.infer<typeof DeadLetterListQuery>;

export const DeadLetterList = z
  .object({ deadLetters: z.array(DeadLetter), nextCursor: z.string().nullable(), total: z.int().describe('That the filter lets through, on all pages. Exact for filters by group, state, topic, consumer group and exception; with others counted to 10,000.'), totalIsMore: z.boolean().describe('There are more than `total`.') })
  .meta({ id: 'DeadLetterList' });
export type DeadLetterList = z.infer<typeof DeadLetterList>;
