import { placeId, type Place } from '#lib/core/topology/edge.ts';
import type { Draft, GroupOnTopic } from '#lib/core/topology/draft.ts';

/**
 * Says on which edges which groups read, with their lag, and adds edges for groups that only their commits tell of. Spans of many clients name no
 * group: then one that is called like its service is its own, and so is the only one left where one such service is left. What is still nobody's
 * stands for itself, unless the group is known from another topic to be one service's.
 * @returns the one service that a group belongs to
 */
export function assignGroups(drafts: Draft[], groups: readonly GroupOnTopic[]): (source: string, group: string) => string | undefined {
  const reads = drafts.filter(({ name }) => name.kind === 'consumes');
  const services = new Map<string, Set<string>>();
  const belongs = (source: string, group: string, to: Place): void => {
    const key = placeId({ kind: 'group', source, name: group });
    if (to.kind === 'service') services.set(key, (services.get(key) ?? new Set()).add(to.name));
  };
  const serviceOf = (source: string, group: string): string | undefined => {
    const owners = [...(services.get(placeId({ kind: 'group', source, name: group })) ?? [])];
    return owners.length === 1 ? owners[0] : undefined;
  };
  for (const { name, group } of reads) if (group !== null && name.from.kind === 'topic' && name.from.source !== null) belongs(name.from.source, group, name.to);

  const byTopic = Map.groupBy(reads, ({ name }) => placeId(name.from));
  const left: GroupOnTopic[] = [];
  for (const [topic, onTopic] of Map.groupBy(groups, ({ source, topic: name }) => placeId({ kind: 'topic', source, name }))) {
    const readers = byTopic.get(topic) ?? [];
    const take = (reader: Draft, on: GroupOnTopic): void => {
      reader.group = on.group;
      reader.lag = on.lag;
      belongs(on.source, on.group, reader.name.to);
    };
    const rest = onTopic.filter((on) => {
      const own = readers.filter(({ group, name }) => group === on.group || (group === null && name.to.name === on.group));
      for (const reader of own) take(reader, on);
      return own.length === 0;
    });
    // Of spans that were handed no message that was seen, who knows whether they mean this topic.
    const nameless = readers.filter(({ group, name }) => group === null && name.evidence === 'message');
    if (rest.length === 1 && nameless.length === 1) take(nameless[0]!, rest[0]!);
    else left.push(...rest);
  }
  for (const { source, topic, group, lag } of left) {
    const owner = serviceOf(source, group);
    const to: Place = owner === undefined ? { kind: 'group', source, name: group } : { kind: 'service', name: owner };
    drafts.push({ name: { kind: 'consumes', from: { kind: 'topic', source, name: topic }, to, evidence: 'commit', group, role: 'normal' }, counted: null, group, lag });
  }
  return serviceOf;
}
