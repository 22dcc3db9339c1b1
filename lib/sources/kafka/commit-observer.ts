/** Asks a cluster what its groups have committed: one OffsetFetch for each group, two ListOffsets for each topic that somebody reads. */
import type { Admin, Kafka } from 'kafkajs';
import { microsFromMillis } from '#lib/core/time.ts';
import type { CommitObservation, CommitObserver, DescribedMember, GroupCommits, GroupDescription, LogBounds } from '#lib/sources/commit-observer.ts';
import { kafkaClient } from '#lib/sources/kafka/client/connect.ts';
import { inParallel } from '#lib/sources/kafka/in-parallel.ts';
import { isForbidden, kafkaFault } from '#lib/sources/kafka/faults.ts';
import type { KafkaLog, KafkaSourceOptions } from '#lib/sources/kafka/options.ts';

/** Requests under way at once: a broker answers each within a millisecond, and has other things to do. */
const AT_ONCE = 8;
const MOST_GROUPS = 5000;
/** Members come and go more slowly than commits. */
const DESCRIBE_EVERY_MS = 60_000;

/** Throughline's own group is left out: it is no reader of the business. */
export function kafkaCommitObserver(options: KafkaSourceOptions, log: KafkaLog): CommitObserver {
  const kafka: Kafka = kafkaClient(options, log);
  const members: Described = new Map();
  let admin: Admin | null = null;

  const connected = async (): Promise<Admin> => {
    if (admin !== null) return admin;
    const fresh = kafka.admin();
    try {
      await fresh.connect();
    } catch (error) {
      await fresh.disconnect();
      throw error;
    }
    return (admin = fresh);
  };
  const close = async (): Promise<void> => {
    const open = admin;
    admin = null;
    await open?.disconnect();
  };

  return {
    source: options.name,
    observe: async () => {
      const cluster = await connected();
      try {
        return await observe(cluster, members, options.groupId);
      } catch (error) {
        // A cluster that lost its brokers is found again by a new connection only.
        await close();
        throw error;
      }
    },
    explain: (error) => kafkaFault(error, options.brokers).text,
    close,
  };
}

type Described = Map<string, { readonly description: GroupDescription; readonly at: number }>;

async function observe(admin: Admin, members: Described, own: string): Promise<CommitObservation> {
  const listed = (await admin.listGroups()).groups.map(({ groupId }) => groupId).filter((group) => group !== own).toSorted();
  const there = new Set(listed);
  for (const group of members.keys()) if (!there.has(group)) members.delete(group);
  const groups = await inParallel(listed.slice(0, MOST_GROUPS), AT_ONCE, (group) => commitsOf(admin, members, group));
  const failure = groups.find(({ error }) => error !== null)?.error;
  if (failure !== undefined && groups.every(({ error }) => error !== null)) throw failure;
  const existing = new Set(await admin.listTopics());
  const read = new Set(groups.flatMap(({ commits }) => [...commits.committed.keys()]));
  const logs = await inParallel([...read].filter((topic) => existing.has(topic)).toSorted(), AT_ONCE, (topic) => boundsOf(admin, topic));
  return { groups: groups.map(({ commits }) => commits), logs: logs.filter((bounds) => bounds !== null), leftOut: Math.max(0, listed.length - MOST_GROUPS), evidence: 'polls', why: 'Commits are not read yet, only what is committed.' };
}

async function commitsOf(admin: Admin, members: Described, group: string): Promise<{ readonly commits: GroupCommits; readonly error: unknown }> {
  const askedAt = microsFromMillis(Date.now());
  const answer = (state: GroupCommits['state'], committed: GroupCommits['committed'] = new Map()): GroupCommits =>
    ({ group, state, described: members.get(group)?.description ?? null, askedAt, at: microsFromMillis(Date.now()), committed, committedAt: new Map() });
  try {
    await describe(admin, members, group);
    const offsets = await admin.fetchOffsets({ groupId: group });
    const committed = offsets.filter(({ topic }) => !topic.startsWith('__')).map(({ topic, partitions }) => {
      const known = partitions.map(({ partition, offset }) => [partition, BigInt(offset)] as const).filter(([, offset]) => offset >= 0n);
      return [topic, new Map(known)] as const;
    });
    return { commits: answer('ok', new Map(committed.filter(([, partitions]) => partitions.size > 0))), error: null };
  } catch (error) {
    return isForbidden(error) ? { commits: answer('forbidden'), error: null } : { commits: answer('failing'), error };
  }
}

/** Groups of the new protocol answer "Dead" and no members, which says nothing of them (KIP-848). */
async function describe(admin: Admin, members: Described, group: string): Promise<void> {
  if (Date.now() - (members.get(group)?.at ?? 0) < DESCRIBE_EVERY_MS) return;
  const described = (await admin.describeGroups([group])).groups[0];
  members.set(group, { description: described === undefined || described.state === 'Dead' ? UNTOLD : { protocol: 'classic', state: described.state, members: described.members.map(memberOf), why: null }, at: Date.now() });
}

const UNTOLD: GroupDescription = { protocol: 'unknown', state: null, members: null, why: 'The broker does not tell.' };

const memberOf = ({ memberId, clientId, clientHost }: { memberId: string; clientId: string; clientHost: string }): DescribedMember => ({ id: memberId, instanceId: null, clientId, host: clientHost, partitions: null });

/** Null where the topic is gone, or may not be looked at: its groups are observed all the same. */
async function boundsOf(admin: Admin, topic: string): Promise<LogBounds | null> {
  try {
    const offsets = await admin.fetchTopicOffsets(topic);
    return { topic, kafkaId: null, at: microsFromMillis(Date.now()), partitions: new Map(offsets.map(({ partition, low, high }) => [partition, { start: BigInt(low), end: BigInt(high) }])) };
  } catch (error) {
    if (isForbidden(error) || isUnknownTopic(error)) return null;
    throw error;
  }
}

const isUnknownTopic = (error: unknown): boolean => typeof error === 'object' && error !== null && 'type' in error && error.type === 'UNKNOWN_TOPIC_OR_PARTITION';
