/** What is remembered of another time, or of another log, says nothing of what comes now. */
import { NO_WINDOW } from '#lib/core/lag/window.ts';
import type { GroupMemory, LagMemory, PartitionMemory } from '#lib/services/lag/memory.ts';
import type { LogBounds } from '#lib/sources/commit-observer.ts';

/** After a clock was set back: windows and times that lie ahead would be compared with what comes now. */
export function forgetTimes(memory: LagMemory): void {
  memory.logs = new Map();
  changePartitions(memory, (partition) => ({ ...partition, window: NO_WINDOW }));
}

/** Topics that were deleted and created again since the look before: their offsets begin anew. */
export function forgetRecreated(memory: LagMemory, logs: readonly LogBounds[]): void {
  const recreated = new Set(logs.flatMap(({ topic, kafkaId }) => (kafkaId !== null && (memory.kafkaIds.get(topic) ?? kafkaId) !== kafkaId ? [topic] : [])));
  memory.kafkaIds = new Map(logs.flatMap(({ topic, kafkaId }) => (kafkaId === null ? [] : [[topic, kafkaId] as const])));
  if (recreated.size === 0) return;
  memory.logs = new Map([...memory.logs].filter(([topic]) => !recreated.has(topic)));
  changePartitions(memory, (partition, topic) => (recreated.has(topic) ? null : partition));
}

function changePartitions({ groups }: LagMemory, change: (partition: PartitionMemory, topic: string) => PartitionMemory | null): void {
  for (const [name, group] of groups) {
    const partitions: GroupMemory['partitions'] = new Map([...group.partitions].map(([topic, own]) => [topic, new Map([...own].flatMap(([partition, each]) => {
      const changed = change(each, topic);
      return changed === null ? [] : [[partition, changed] as const];
    }))]));
    groups.set(name, { ...group, partitions });
  }
}
