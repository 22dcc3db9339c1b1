import type { TopicDetail } from '#lib/contracts/topics.ts';

/** The groups that read a topic by their commits alone: of no service is it known that it reads as them. */
export function groupsAlone({ groups, consumers }: Pick<TopicDetail, 'groups' | 'consumers'>): string[] {
  const known = new Set(consumers.flatMap((service) => service.groups));
  return groups.flatMap(({ group, state }) => (state === 'gone' || known.has(group) ? [] : [group]));
}
