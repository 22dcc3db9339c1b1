/** What a plan says as a whole, of the counts of what was judged. Grows with topics, partitions and groups, not with the selection. */
import type { PlanContext, PlannedTarget } from '#lib/core/dead-letters/plan-replay.ts';
import type { Refusal } from '#lib/core/dead-letters/states.ts';

const MOST_PARTITIONS = 100;

export interface PlannedTopic {
  readonly source: string;
  readonly topic: string;
  readonly count: number;
  readonly partitions: readonly { readonly partition: number; readonly count: number }[];
  readonly ownGroups: readonly string[];
  readonly otherGroups: readonly string[];
  readonly otherGroupsKnown: boolean;
}

export interface PlanSummary {
  readonly total: number;
  readonly targets: readonly PlannedTopic[];
  readonly refusedByReason: Readonly<Partial<Record<Refusal, number>>>;
  readonly refused: readonly { readonly deadLetterId: string; readonly reason: Refusal; readonly says: string }[];
  readonly warnings: readonly string[];
}

/** Of all that were judged. */
export interface PlanCounts {
  readonly targets: readonly { readonly target: PlannedTarget; readonly count: number }[];
  readonly refusedByReason: PlanSummary['refusedByReason'];
  /** The first of them. */
  readonly refused: PlanSummary['refused'];
}

export type SummaryContext = Pick<PlanContext, 'target' | 'aim'> & {
  readonly edited: number;
  /** The sources whose brokers deny us transactions, as far as they tell. */
  readonly deniesTransactions: readonly string[];
};

export function planSummary({ targets, refusedByReason, refused }: PlanCounts, context: SummaryContext): PlanSummary {
  const counted = [...Map.groupBy(targets, ({ target: { source, topic } }) => JSON.stringify([source, topic])).values()].map(countOf).toSorted((a, b) => b.count - a.count || (a.topic < b.topic ? -1 : 1));
  const planned = counted.map(({ source, topic, count, partitions, groups }): PlannedTopic => {
    const reading = context.target(source, topic).groups;
    return {
      source, topic, count,
      partitions: [...partitions].map(([partition, each]) => ({ partition, count: each })).toSorted((a, b) => b.count - a.count || a.partition - b.partition).slice(0, MOST_PARTITIONS),
      ownGroups: [...groups].toSorted(),
      otherGroups: (reading ?? []).filter((group) => !groups.has(group)).toSorted(),
      otherGroupsKnown: reading !== null,
    };
  });
  return { total: counted.reduce((sum, { count }) => sum + count, 0), targets: planned, refusedByReason, refused, warnings: warningsOf(context, counted) };
}

interface Counted {
  readonly source: string;
  readonly topic: string;
  count: number;
  readonly partitions: Map<number, number>;
  readonly groups: Set<string>;
  unknownGroups: number;
}

/** Of one topic. */
function countOf(targets: PlanCounts['targets']): Counted {
  const { source = '', topic = '' } = targets[0]?.target ?? {};
  const counted: Counted = { source, topic, count: 0, partitions: new Map(), groups: new Set(), unknownGroups: 0 };
  for (const { target: { partition, group }, count } of targets) {
    counted.count += count;
    if (partition !== null) counted.partitions.set(partition, (counted.partitions.get(partition) ?? 0) + count);
    if (group === null) counted.unknownGroups += count;
    else counted.groups.add(group);
  }
  return counted;
}

function warningsOf({ target, aim, edited, deniesTransactions }: SummaryContext, targets: readonly Counted[]): string[] {
  const warnings: string[] = [];
  for (const source of deniesTransactions) {
    if (targets.some((counted) => counted.source === source)) warnings.push(`${source} does not let Throughline use transactions: messages are sent one by one, and one that is being sent when its sender is lost is unsure, for a person to decide. Allow Write and Describe on transactional ids that begin with throughline-replay- to have it otherwise.`);
  }
  for (const { source, topic, groups, unknownGroups } of targets) {
    const known = target(source, topic);
    if (known.groups === null) warnings.push(`The consumer groups of ${source} cannot be looked at: others may read ${topic} and will see the messages again.`);
    else for (const group of groups) if (!known.groups.includes(group)) warnings.push(`${group} does not read ${topic} now: nobody may handle what is sent for it.`);
    if (unknownGroups > 0) warnings.push(`Of ${unknownGroups} sent to ${topic} nothing tells which group failed: their outcome is known by what comes back alone.`);
    if (known.compacted) warnings.push(`${topic} is compacted: should a sender be lost, what it was sending cannot be looked for there.`);
  }
  if (aim.topic !== null) warnings.push(`All are sent to ${aim.topic}, wherever they came from.`);
  if (edited > 0) warnings.push('Edited messages keep their message id unless that was edited too: consumers that look for duplicates may leave them out.');
  return warnings;
}
