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
