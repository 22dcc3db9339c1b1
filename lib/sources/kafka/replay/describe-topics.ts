/** What must be known of topics before anything is sent to them, or read from them again. */
import type { BrokerTopic } from '#lib/core/dead-letters/broker-topic.ts';
import { chunksOf, logBounds } from '#lib/sources/kafka/groups/log-bounds.ts';
import { Code, WireError } from '#lib/sources/kafka/wire/errors.ts';
import { DESCRIBE_CONFIGS, TOPIC_RIGHTS } from '#lib/sources/kafka/wire/requests.ts';
import type { Wire } from '#lib/sources/kafka/wire/wire.ts';

/** Of topics, in Kafka's numbers for what may be allowed. */
const WRITE = 1 << 4;
const NOT_TOLD = -2_147_483_648;
const TOPIC = 2;
const MOST = 200;
const NO_ID = /^0*$/;

/** In the order asked. Throws where the cluster does not answer. A topic that we may not look at is there, and not writable. */
export async function describeTopics(wire: Pick<Wire, 'metadata' | 'ask' | 'takes' | 'nodes'>, names: readonly string[]): Promise<BrokerTopic[]> {
  const described = await Promise.all(chunksOf([...new Set(names)], MOST).map((chunk) => describeChunk(wire, chunk)));
  const byName = new Map(described.flat().map((topic) => [topic.name, topic]));
  return names.flatMap((name) => byName.get(name) ?? []);
}

async function describeChunk(wire: Pick<Wire, 'metadata' | 'ask' | 'takes' | 'nodes'>, names: readonly string[]): Promise<BrokerTopic[]> {
  const { topics } = await wire.metadata(names);
  const there = topics.flatMap(({ name, errorCode }) => (name !== null && errorCode === 0 ? [name] : []));
  const [bounds, configs, rights] = await Promise.all([logBounds(wire, there), configsOf(wire, there), rightsOf(wire, there)]);
  const begins = new Map(bounds.map((log) => [log.topic, log]));
  return topics.flatMap(({ name, errorCode, topicId, partitions }): BrokerTopic[] => {
    if (name === null) return [];
    // Whether one that we may not describe exists, the broker tells nobody.
    const forbidden = errorCode === Code.topicForbidden;
    if (errorCode !== 0 && errorCode !== Code.unknownTopic && !forbidden) throw new WireError(errorCode);
    const config = configs.get(name);
    return [{
      name,
      exists: errorCode === 0 || forbidden,
      kafkaId: topicId === undefined || NO_ID.test(topicId.replaceAll('-', '')) ? null : topicId.replaceAll('-', ''),
      partitions: partitions.length,
      starts: [...(begins.get(name)?.partitions ?? [])].map(([partition, { start }]) => ({ partition, start: start.toString() })),
      maxMessageBytes: config?.maxMessageBytes ?? null,
      // Where nobody tells, a copy may be gone.
      compacted: config?.compacted ?? true,
      writable: forbidden ? false : (rights.get(name) ?? null),
    }];
  });
}

async function configsOf(wire: Pick<Wire, 'ask' | 'takes' | 'nodes'>, names: readonly string[]): Promise<ReadonlyMap<string, { readonly maxMessageBytes: number | null; readonly compacted: boolean }>> {
  const [node] = wire.nodes;
  if (node === undefined || names.length === 0 || !(await wire.takes(node, DESCRIBE_CONFIGS))) return new Map();
  const { results } = await wire.ask(node, DESCRIBE_CONFIGS, names.map((name) => ({ resourceType: TOPIC, resourceName: name, configurationKeys: ['max.message.bytes', 'cleanup.policy'] })), false, false);
  return new Map(results.filter(({ errorCode }) => errorCode === 0).map(({ resourceName, configs }) => {
    const value = (key: string): string | null => configs.find(({ name }) => name === key)?.value ?? null;
    const [bytes, policy] = [value('max.message.bytes'), value('cleanup.policy')];
    return [resourceName, { maxMessageBytes: bytes === null ? null : Number(bytes), compacted: policy === null || policy.includes('compact') }];
  }));
}

async function rightsOf(wire: Pick<Wire, 'ask' | 'takes' | 'nodes'>, names: readonly string[]): Promise<ReadonlyMap<string, boolean | null>> {
  const [node] = wire.nodes;
  if (node === undefined || names.length === 0 || !(await wire.takes(node, TOPIC_RIGHTS))) return new Map();
  const { topics } = await wire.ask(node, TOPIC_RIGHTS, [...names], false, true);
  return new Map(topics.flatMap(({ name, topicAuthorizedOperations: bits }) => (name === null ? [] : [[name, bits === undefined || bits === NOT_TOLD ? null : (bits & WRITE) !== 0] as const])));
}
