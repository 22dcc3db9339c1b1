/** What the brokers say that groups are: by the call that fits their protocol. */
import type { DescribedMember, GroupDescription, GroupProtocol } from '#lib/sources/commit-observer.ts';
import { assignedPartitions } from '#lib/sources/kafka/groups/assignment.ts';
import type { ListedGroup } from '#lib/sources/kafka/groups/list.ts';
import { DESCRIBE_CONSUMER_GROUPS, DESCRIBE_GROUPS, type ClassicGroups, type ConsumerGroups } from '#lib/sources/kafka/wire/requests.ts';
import type { Wire } from '#lib/sources/kafka/wire/wire.ts';

/** By name. A group that may not be described, or that is gone meanwhile, is left out. `groups` are those that the broker coordinates. */
export async function describeGroups(wire: Pick<Wire, 'takes' | 'ask'>, node: number, groups: readonly ListedGroup[]): Promise<ReadonlyMap<string, GroupDescription>> {
  const by = Map.groupBy(groups, ({ protocol }) => protocol);
  const names = (...protocols: GroupProtocol[]): string[] => protocols.flatMap((protocol) => (by.get(protocol) ?? []).map(({ group }) => group));
  const described = new Map<string, GroupDescription>();
  for (const { group, protocol, state } of groups) {
    if (protocol === 'share' || protocol === 'streams') described.set(group, { protocol, state, members: null, why: `Throughline does not ask who the members of a ${protocol} group are.` });
  }
  const [classic, consumer] = [names('classic', 'unknown'), names('consumer')];
  const speaks = consumer.length > 0 && (await wire.takes(node, DESCRIBE_CONSUMER_GROUPS));
  const [classics, consumers] = await Promise.all([
    classic.length === 0 ? null : wire.ask(node, DESCRIBE_GROUPS, classic, false),
    speaks ? wire.ask(node, DESCRIBE_CONSUMER_GROUPS, consumer, false) : null,
  ]);
  for (const group of classics?.groups ?? []) if (group.errorCode === 0) described.set(group.groupId, classicDescription(group));
  for (const group of consumers?.groups ?? []) if (group.errorCode === 0) described.set(group.groupId, consumerDescription(group));
  if (!speaks) for (const { group, state } of by.get('consumer') ?? []) described.set(group, { protocol: 'consumer', state, members: null, why: 'The broker does not tell the members of groups of the new protocol.' });
  return described;
}

/** Groups of another protocol answer "Dead" and no members, which says nothing of them (KIP-848). */
function classicDescription({ groupState, protocolType, members }: ClassicGroups['groups'][number]): GroupDescription {
  if (groupState === 'Dead') return { protocol: 'unknown', state: null, members: null, why: 'The broker does not tell.' };
  const memberOf = ({ memberId, groupInstanceId, clientId, clientHost, memberAssignment }: ClassicGroups['groups'][number]['members'][number]): DescribedMember =>
    ({ id: memberId, instanceId: groupInstanceId ?? null, clientId, host: clientHost, partitions: protocolType === 'consumer' ? assignedPartitions(memberAssignment) : null });
  return { protocol: 'classic', state: groupState, members: members.map(memberOf), why: null };
}

const consumerDescription = ({ groupState, members }: ConsumerGroups['groups'][number]): GroupDescription => ({
  protocol: 'consumer',
  state: groupState,
  members: members.map(({ memberId, instanceId, clientId, clientHost, assignment }) => ({
    id: memberId, instanceId, clientId, host: clientHost,
    partitions: new Map(assignment.topicPartitions.map(({ topicName, partitions }) => [topicName, partitions])),
  })),
  why: null,
});
