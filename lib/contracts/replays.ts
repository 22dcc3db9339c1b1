import { z } from 'zod';
import { DeadLetterFilter, DeadLetterId, ExportFormat, FailureGroupId, Reason } from '#lib/contracts/dead-letters.ts';
import { Coordinates, Int64, Limit, Time } from '#lib/contracts/wire.ts';
import { ITEM_STATES, REFUSALS, REPLAY_STATES } from '#lib/core/dead-letters/states.ts';

export const ReplayState = z.enum(REPLAY_STATES).meta({ id: 'ReplayState' });
export const ReplayItemState = z.enum(ITEM_STATES).meta({ id: 'ReplayItemState' });
export const RefusalReason = z.enum(REFUSALS).meta({ id: 'RefusalReason' });

/** Bytes as a caller gives them: text, or base64 of what is no text. */
const Bytes = z.union([z.object({ text: z.string() }), z.object({ base64: z.base64() })]).describe('Text as UTF-8, or any bytes as base64.');
export type WireBytes = z.infer<typeof Bytes>;

/** What is left out stays as it is, byte for byte. Null is a null key, a tombstone. */
export const MessageEdit = z
  .object({
    key: Bytes.nullable().optional(),
    headers: z.array(z.object({ name: z.string().max(1000), value: Bytes.nullable() })).max(1000).optional().describe('All of them, in order: they replace what was there. What a replay strips and adds still holds.'),
    value: Bytes.nullable().optional(),
  })
  .refine(({ key, headers, value }) => key !== undefined || headers !== undefined || value !== undefined, 'must change key, headers or value')
  .meta({ id: 'MessageEdit' });
export type MessageEdit = z.infer<typeof MessageEdit>;

export const ReplayTarget = z.object({
  topic: z.string().regex(/^[a-zA-Z0-9._-]{1,249}$/, 'must be the name of a topic: letters, digits, dots, dashes and underscores, 249 at most'),
  partition: z.union([z.int().min(0).max(2_147_483_647), z.literal('same'), z.literal('by-key')]).default('same').describe('`same`: the partition that each came from.'),
});

const MOST_IDS = 10_000;

export const ReplayRequest = z
  .object({
    deadLetterIds: z.array(DeadLetterId).min(1).max(MOST_IDS).optional(),
    failureGroup: FailureGroupId.optional(),
    filter: DeadLetterFilter.optional(),
    edits: z.record(DeadLetterId, MessageEdit).default({}).describe('By the id of the dead letter; at most 100.'),
    target: ReplayTarget.optional().describe("Without it each one's own origin."),
    ratePerSecond: z.number().positive().max(10_000).default(50),
    canary: z.boolean().default(true).describe('1, then 10, then 100, then all, each after those before came to an outcome.'),
    stopAtFailedShare: z.number().gt(0).max(1).default(0.05).describe('It stops by itself when so many of those that came to an outcome failed again.'),
    reason: Reason,
  })
  .refine(({ deadLetterIds, failureGroup, filter }) => [deadLetterIds, failureGroup, filter].filter((each) => each !== undefined).length === 1, 'must select by one of deadLetterIds, failureGroup and filter')
  .refine(({ edits }) => Object.keys(edits).length <= 100, { path: ['edits'], error: 'must be at most 100' })
  .meta({ id: 'ReplayRequest' });
export type ReplayRequest = z.infer<typeof ReplayRequest>;

const Refused = z.object({ deadLetterId: DeadLetterId, reason: RefusalReason, says: z.string().describe('In one sentence.') });

const Planned = z.object({
  total: z.int().describe('Without the refused.'),
  targets: z.array(
    z.object({
      source: z.string(),
      topic: z.string(),
      count: z.int(),
      partitions: z.array(z.object({ partition: z.int(), count: z.int() })).describe('Those with the most; at most 100.'),
      ownGroups: z.array(z.string()).describe('The groups that failed, for which it is sent.'),
      otherGroups: z.array(z.string()).describe('That read this topic too and will see the messages again.'),
      otherGroupsKnown: z.boolean().describe('False where the groups of this source cannot be looked at.'),
    }),
  ),
  refusedByReason: z.partialRecord(RefusalReason, z.int()),
  refused: z.array(Refused).describe('The first 100; all are among the items.'),
  warnings: z.array(z.string()),
});

const Planning = z.object({ selected: z.int().nullable().describe('How many were selected; null until that is frozen.'), judged: z.int().describe('So many of them are judged.') }).nullable().describe('How far the plan of a large selection is; null once it is made.');

const Counts = z.object({
  sent: z.int().describe('So far, whatever became of it.'),
  succeeded: z.int(),
  failedAgain: z.int(),
  unsure: z.int(),
  waiting: z.int().describe('Sent, and no outcome yet.'),
  notSent: z.int().describe('Still to be sent, or cancelled.'),
});

export const Replay = Counts.extend(Planned.shape)
  .omit({ refused: true })
  .extend({
    id: z.string(),
    state: ReplayState,
    planning: Planning,
    unattended: z.boolean().describe('It is planned or runs, and no collector has taken it up, or the one that had is gone.'),
    stateSays: z.string().describe('Why it is so, or what it waits for, in one sentence.'),
    reason: z.string(),
    actor: z.string(),
    plannedAt: Time,
    startedAt: Time.nullable(),
    endedAt: Time.nullable(),
    ratePerSecond: z.number(),
    canary: z.boolean(),
    step: z.object({ upTo: z.int(), of: z.int() }).nullable().describe('Of the canary: so many may be sent before those before have an outcome.'),
    stopAtFailedShare: z.number(),
    edited: z.int(),
    refused: z.int(),
    selection: z.string().describe('What was selected, in words.'),
  })
  .meta({ id: 'Replay' });
export type Replay = z.infer<typeof Replay>;

/** The answer to planning: nothing is sent. Of more than 5,000 the plan is made in the background, and the state is `planning` until it is. */
export const ReplayPlan = Planned.extend({ id: z.string(), state: ReplayState, planning: Planning, edited: z.int() }).meta({ id: 'ReplayPlan' });
export type ReplayPlan = z.infer<typeof ReplayPlan>;

export const ReplayStart = z.object({ confirmCount: z.int().min(0) });
export type ReplayStart = z.infer<typeof ReplayStart>;

export const ReplayAction = z.object({ reason: Reason.optional() });
export type ReplayAction = z.infer<typeof ReplayAction>;

export const ReplayListQuery = z.object({ state: z.string().max(200).optional().describe('One or several, with commas between.'), failureGroup: FailureGroupId.optional().describe('What was selected by it, or has one of its dead letters among the first 10,000.'), limit: Limit, cursor: z.string().max(2000).optional(), format: ExportFormat.optional() });
export type ReplayListQuery = z.infer<typeof ReplayListQuery>;

export const ReplayList = z.object({ replays: z.array(Replay), nextCursor: z.string().nullable() }).meta({ id: 'ReplayList' });
export type ReplayList = z.infer<typeof ReplayList>;

export const ReplayItem = z
  .object({
    id: z.string(),
    deadLetterId: DeadLetterId,
    key: z.string().nullable().describe('Of the message, as text; null where it has none, or nothing of it is kept any more.'),
    state: ReplayItemState,
    refused: RefusalReason.nullable(),
    says: z.string().describe('Why it is so, in one sentence.'),
    target: z.object({ source: z.string(), topic: z.string(), partition: z.int().nullable().describe('Null until it is sent, where it is chosen by key.') }).nullable(),
    sentAs: Coordinates.nullable(),
    sentAt: Time.nullable(),
    settledAt: Time.nullable(),
    becameId: DeadLetterId.nullable().describe('The dead letter that came of it.'),
    edited: z.boolean(),
  })
  .meta({ id: 'ReplayItem' });
export type ReplayItem = z.infer<typeof ReplayItem>;

export const ReplayItemListQuery = z.object({ state: z.string().max(200).optional().describe('One or several, with commas between.'), limit: Limit, cursor: z.string().max(2000).optional(), format: ExportFormat.optional() });
export type ReplayItemListQuery = z.infer<typeof ReplayItemListQuery>;

export const ReplayItemList = z.object({ items: z.array(ReplayItem), nextCursor: z.string().nullable() }).meta({ id: 'ReplayItemList' });
export type ReplayItemList = z.infer<typeof ReplayItemList>;

const Side = z.object({
  source: z.string(),
  topic: z.string(),
  partition: z.int().nullable(),
  offset: Int64.nullable(),
  key: z.string().nullable(),
  headers: z.array(z.object({ name: z.string(), value: z.string().nullable(), encoding: z.enum(['utf8', 'hex']), fate: z.enum(['kept', 'stripped', 'added', 'edited']) })).describe('Before: `stripped` and `edited` are not sent so. After: what is sent, `edited` where the edit says so.'),
  value: z.string().nullable(),
  valueEncoding: z.enum(['utf8', 'hex', 'tombstone']),
  size: z.int().nullable().describe('Bytes of the whole value; null for a tombstone.'),
  truncated: z.boolean().describe('Only the beginning of the value is shown. All of it is sent.'),
  masked: z.boolean().describe('What is shown is masked. What is sent is not: it is read again from the broker.'),
});

/** What one item looks like on its dead-letter topic, and as it is sent. */
export const ReplayItemPreview = z.object({ item: ReplayItem, before: Side.nullable().describe('Null where nothing of it is kept any more.'), after: Side.nullable().describe('Null where it is refused, or nothing of it is kept any more.') }).meta({ id: 'ReplayItemPreview' });
export type ReplayItemPreview = z.infer<typeof ReplayItemPreview>;

/** A person's word on an item that is `unsure`. */
export const ReplayItemDecision = z.object({ outcome: z.enum(['sent', 'not-sent']).describe('`sent`: its outcome is followed. `not-sent`: the dead letter is open again.'), reason: Reason });
export type ReplayItemDecision = z.infer<typeof ReplayItemDecision>;
