import type { TopicDetail } from '#lib/contracts/topics.ts';

/**
 * The groups that read a topic by their commits alone: of no service is it known that it reads as them. As lib/core/topology/assign-groups.ts says:
 * spans of many clients name no group, and then one that is called like its service is its own, and so is the only one left where one such service is left.
 */
export function groupsAlone({ groups, consumers }: Pick<TopicDetail, 'groups' | 'consumers'>): string[] {
  const told = new Set(consumers.flatMap((service) => service.groups));
  const nameless = consumers.filter((service) => service.groups.length === 0).map(({ service }) => service);
  const untold = groups.flatMap(({ group, state }) => (state === 'gone' || told.has(group) ? [] : [group]));
  const left = untold.filter((group) => !nameless.includes(group));
  const servicesLeft = nameless.filter((service) => !untold.includes(service));
  return left.length === 1 && servicesLeft.length === 1 ? [] : left;
}
