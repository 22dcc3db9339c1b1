import type { Micros } from '#lib/core/time.ts';
import { statesOf, type CommitMemory } from '#lib/services/commits/memory.ts';
import type { CommitObservation } from '#lib/sources/commit-observer.ts';
import type { Mark } from '#lib/store/group-marks.ts';

/** Marks of the groups that read a topic which was deleted, or created again, since the look before. */
export function recreatedMarks(memory: CommitMemory, { groups, logs }: CommitObservation, topicIds: ReadonlyMap<string, number>, now: Micros): Mark[] {
  const recreated = new Set<string>();
  for (const { topic, kafkaId } of logs) {
    if (kafkaId === null) continue;
    const id = kafkaId.replaceAll('-', '');
    const before = memory.kafkaIds.get(topic);
    if (before !== undefined && before !== id) recreated.add(topic);
    memory.kafkaIds.set(topic, id);
  }
  const names = new Map([...topicIds].map(([topic, id]) => [id, topic]));
  return groups.flatMap(({ group, state, committed }): Mark[] => {
    const groupId = memory.groups.get(group)?.id;
    if (groupId === undefined || state !== 'ok') return [];
    const mark = (text: string): Mark => ({ groupId, at: now, kind: 'recreated', status: null, text });
    const known = statesOf(memory, groupId);
    const again = [...recreated].filter((topic) => committed.has(topic) || known.has(topicIds.get(topic) ?? -1));
    const lost = [...known].filter(([topicId, { offsets }]) => offsets.size > 0 && !committed.has(names.get(topicId) ?? '') && !again.some((topic) => topicIds.get(topic) === topicId)).length;
    return [
      ...again.map((topic) => mark(`The topic ${topic} was deleted and created again: what had been committed there is about other messages.`)),
      ...(lost === 0 ? [] : [mark(`All that it had committed on ${lost === 1 ? 'a topic' : `${lost} topics`} is gone: deleted with the topic, expired, or taken back.`)]),
    ];
  });
}
