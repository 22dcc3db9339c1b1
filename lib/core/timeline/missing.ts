/** What has not come, in the lane of who should have acted: the picture says what the words below it say. */
import { refId, type ExpectedInput } from '#lib/core/timeline/input.ts';
import { laneOfRecord, type LaneName } from '#lib/core/timeline/lanes.ts';
import type { Loose } from '#lib/core/timeline/loose.ts';
import type { Placement } from '#lib/core/timeline/causal.ts';
import type { RecordGraph } from '#lib/core/timeline/records.ts';

/**
 * A step that never came begins where it usually does, and is missing until the end of what is known; a group that has not read a message
 * waits from when that was written. Lanes that nothing else needed come right below the topic that was to be read.
 */
export function missingMarks(expected: readonly ExpectedInput[], { records, indexOf }: RecordGraph, { at }: Placement, lanes: readonly LaneName[], end: number): { readonly loose: readonly Loose[]; readonly lanes: readonly LaneName[] } {
  const loose: Loose[] = [];
  const all = [...lanes];
  for (const { after, step, usuallyMs, overdueMs, why, ahead, group } of expected) {
    const index = indexOf.get(refId(after));
    if (index === undefined) continue;
    const record = records[index]!;
    const add = (lane: LaneName, mark: { readonly label: string; readonly state: 'never' | 'due' | 'waiting'; readonly ahead: string | null; readonly from: number }): void => {
      if (!all.some(({ id }) => id === lane.id)) all.splice(all.findIndex(({ id }) => id === laneOfRecord(record)) + 1, 0, lane);
      const from = Math.min(mark.from, Math.max(end, at[index]!));
      loose.push({ laneId: lane.id, mark: { ...mark, kind: 'missing', record: index, from, to: Math.max(from, end), error: false, sharedWith: 0, skew: 0 } });
    };
    const label = step.type ?? step.topic;
    const reader = group === undefined ? null : laneOfGroup(group, all);
    const waits = why === 'not-consumed' && reader !== null;
    if (waits && !loose.some(({ laneId, mark }) => laneId === reader.id && mark.record === index)) add(reader, { label, state: 'waiting', ahead: ahead ?? null, from: at[index]! });
    const maker = laneOfStep(step, reader, all);
    if (!waits || maker.id !== reader.id) add(maker, { label, state: overdueMs > 0 ? 'never' : 'due', ahead: null, from: at[index]! + Math.round(usuallyMs * 1000) });
  }
  return { loose, lanes: all };
}

/** Most groups bear the name of the service that reads with them. */
function laneOfGroup(group: string, lanes: readonly LaneName[]): LaneName {
  return lanes.find(({ kind, name }) => kind !== 'topic' && name === group) ?? { id: `reader:${group}`, kind: 'reader', name: group, source: null };
}

/** Of the service that makes the step, else of the group that should have, else of the topic that it would have come to. */
function laneOfStep({ service, topic }: ExpectedInput['step'], reader: LaneName | null, lanes: readonly LaneName[]): LaneName {
  if (service !== null) return lanes.find(({ id }) => id === `service:${service}`) ?? { id: `service:${service}`, kind: 'service', name: service, source: null };
  return reader ?? lanes.find(({ kind, name }) => kind === 'topic' && name === topic) ?? { id: `topic:${topic}`, kind: 'topic', name: topic, source: null };
}
