/** What a plan says as a whole, added up as its selection is judged. Grows with topics, partitions and groups, not with the selection. */
import type { Aim, Judged, PlanContext } from '#lib/core/dead-letters/plan-replay.ts';
import type { Refusal } from '#lib/core/dead-letters/states.ts';

const MOST_REFUSED = 100;
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

interface Counted {
  readonly source: string;
  readonly topic: string;
  count: number;
  readonly partitions: Map<number, number>;
  readonly groups: Set<string>;
  unknownGroups: number;
}

export class PlanTally {
  readonly #targets = new Map<string, Counted>();
  readonly #refused: { deadLetterId: string; reason: Refusal; says: string }[] = [];
  readonly #byReason = new Map<Refusal, number>();
  #total = 0;

  add({ id, target, refused }: Judged): void {
    if (refused !== null) {
      this.#byReason.set(refused.reason, (this.#byReason.get(refused.reason) ?? 0) + 1);
      if (this.#refused.length < MOST_REFUSED) this.#refused.push({ deadLetterId: id, ...refused });
      return;
    }
    this.#total += 1;
    const name = JSON.stringify([target.source, target.topic]);
    const counted: Counted = this.#targets.get(name) ?? { source: target.source, topic: target.topic, count: 0, partitions: new Map(), groups: new Set(), unknownGroups: 0 };
    this.#targets.set(name, counted);
    counted.count += 1;
    if (target.partition !== null) counted.partitions.set(target.partition, (counted.partitions.get(target.partition) ?? 0) + 1);
    if (target.group === null) counted.unknownGroups += 1;
    else counted.groups.add(target.group);
  }

  summary(context: Pick<PlanContext, 'target'> & { readonly aim: Aim; readonly edited: number }): PlanSummary {
    const targets = [...this.#targets.values()].toSorted((a, b) => b.count - a.count || (a.topic < b.topic ? -1 : 1));
    const planned = targets.map(({ source, topic, count, partitions, groups }): PlannedTopic => {
      const reading = context.target(source, topic).groups;
      return {
        source, topic, count,
        partitions: [...partitions].map(([partition, each]) => ({ partition, count: each })).toSorted((a, b) => b.count - a.count || a.partition - b.partition).slice(0, MOST_PARTITIONS),
        ownGroups: [...groups].toSorted(),
        otherGroups: (reading ?? []).filter((group) => !groups.has(group)).toSorted(),
        otherGroupsKnown: reading !== null,
      };
    });
    return { total: this.#total, targets: planned, refusedByReason: Object.fromEntries(this.#byReason), refused: this.#refused, warnings: this.#warnings(context, targets) };
  }

  #warnings({ target, aim, edited }: Parameters<PlanTally['summary']>[0], targets: readonly Counted[]): string[] {
    const warnings: string[] = [];
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
}
