/** Dead letters and entries of the audit log as rows of a table. How cells are written, formulas included, is said in lib/core/export/csv.ts. */
import type { Cell } from '#lib/core/export/csv.ts';

/** What the rows need of a dead letter as the API tells it. */
export interface ExportedDeadLetter {
  readonly id: string;
  readonly state: string;
  readonly coordinates: { readonly source: string; readonly topic: string; readonly partition: number; readonly offset: string };
  readonly seenAt: string;
  readonly origin: { readonly topic: string; readonly partition: number | null; readonly offset: string | null; readonly group: string | null; readonly evidence: string } | null;
  readonly failure: { readonly type: string | null; readonly message: string | null; readonly attempts: number; readonly failedAt: string | null };
  readonly failureGroup: string;
  readonly flowId: string | null;
  readonly messageType: string | null;
  readonly messageId: string | null;
  readonly key: string | null;
  readonly size: number | null;
}

export const DEAD_LETTER_HEADINGS = [
  'id', 'state', 'source', 'topic', 'partition', 'offset', 'seen at (UTC)', 'origin topic', 'origin partition', 'origin offset', 'consumer group', 'origin known by',
  'exception', 'message', 'attempts', 'failed at (UTC)', 'failure group', 'flow', 'message type', 'message id', 'key', 'size (bytes)',
] as const;

export function deadLetterRow(letter: ExportedDeadLetter): readonly Cell[] {
  const { coordinates: at, origin, failure } = letter;
  return [
    letter.id, letter.state, at.source, at.topic, at.partition, BigInt(at.offset), letter.seenAt,
    origin?.topic ?? null, origin?.partition ?? null, origin === null || origin.offset === null ? null : BigInt(origin.offset), origin?.group ?? null, origin?.evidence ?? null,
    failure.type, failure.message, failure.attempts, failure.failedAt, letter.failureGroup, letter.flowId, letter.messageType, letter.messageId, letter.key, letter.size,
  ];
}

export interface ExportedAuditEntry {
  readonly id: string;
  readonly at: string;
  readonly actor: string;
  readonly from: string | null;
  readonly action: string;
  readonly selection: string;
  readonly count: number | null;
  readonly reason: string | null;
  readonly outcome: string;
}

export const AUDIT_HEADINGS = ['id', 'at (UTC)', 'actor', 'from', 'action', 'selection', 'count', 'reason', 'outcome'] as const;

export const auditRow = (entry: ExportedAuditEntry): readonly Cell[] => [entry.id, entry.at, entry.actor, entry.from, entry.action, entry.selection, entry.count, entry.reason, entry.outcome];

export interface ExportedFailureGroup {
  readonly id: string;
  readonly title: string;
  readonly state: string;
  readonly exceptionType: string | null;
  readonly message: string | null;
  readonly originTopic: string | null;
  readonly consumerGroup: string | null;
  readonly count: number;
  readonly open: number;
  readonly flows: number;
  readonly firstSeenAt: string;
  readonly lastSeenAt: string;
  readonly owner: string | null;
  readonly notes: readonly { readonly at: string; readonly actor: string; readonly text: string }[];
}

export const FAILURE_GROUP_HEADINGS = ['id', 'title', 'state', 'exception', 'message', 'origin topic', 'consumer group', 'dead letters', 'open', 'flows stopped', 'first seen at (UTC)', 'last seen at (UTC)', 'owner', 'newest note'] as const;

export const failureGroupRow = (group: ExportedFailureGroup): readonly Cell[] => [
  group.id, group.title, group.state, group.exceptionType, group.message, group.originTopic, group.consumerGroup, group.count, group.open, group.flows, group.firstSeenAt, group.lastSeenAt, group.owner, group.notes[0]?.text ?? null,
];

export interface ExportedReplay {
  readonly id: string;
  readonly state: string;
  readonly stateSays: string;
  readonly selection: string;
  readonly reason: string;
  readonly actor: string;
  readonly plannedAt: string;
  readonly startedAt: string | null;
  readonly endedAt: string | null;
  readonly total: number;
  readonly sent: number;
  readonly succeeded: number;
  readonly failedAgain: number;
  readonly unsure: number;
  readonly refused: number;
}

export const REPLAY_HEADINGS = ['id', 'state', 'why', 'selection', 'reason', 'actor', 'planned at (UTC)', 'started at (UTC)', 'ended at (UTC)', 'to send', 'sent', 'succeeded', 'failed again', 'unsure', 'refused'] as const;

export const replayRow = (replay: ExportedReplay): readonly Cell[] => [
  replay.id, replay.state, replay.stateSays, replay.selection, replay.reason, replay.actor, replay.plannedAt, replay.startedAt, replay.endedAt,
  replay.total, replay.sent, replay.succeeded, replay.failedAgain, replay.unsure, replay.refused,
];

export interface ExportedReplayItem {
  readonly id: string;
  readonly deadLetterId: string;
  readonly key: string | null;
  readonly state: string;
  readonly refused: string | null;
  readonly says: string;
  readonly target: { readonly source: string; readonly topic: string; readonly partition: number | null } | null;
  readonly sentAs: { readonly offset: string } | null;
  readonly sentAt: string | null;
  readonly settledAt: string | null;
  readonly becameId: string | null;
  readonly edited: boolean;
}

export const REPLAY_ITEM_HEADINGS = ['id', 'dead letter', 'key', 'state', 'refused', 'why', 'source', 'topic', 'partition', 'sent as offset', 'sent at (UTC)', 'settled at (UTC)', 'failed again as', 'edited'] as const;

export const replayItemRow = ({ target, sentAs, ...item }: ExportedReplayItem): readonly Cell[] => [
  item.id, item.deadLetterId, item.key, item.state, item.refused, item.says, target?.source ?? null, target?.topic ?? null, target?.partition ?? null,
  sentAs === null ? null : BigInt(sentAs.offset), item.sentAt, item.settledAt, item.becameId, item.edited,
];
