/** kafkajs's own view of a cluster: it fetches through it for its consumers, and offers it to nobody else. */
import type { Kafka } from 'kafkajs';
import type { FetchedMessage } from '#lib/sources/kafka/records/message.ts';

/** The parts of kafkajs's own cluster that are used here (kafkajs/src/cluster, 2.2.4). */
export interface OwnCluster {
  connect(): Promise<void>;
  disconnect(): Promise<void>;
  addTargetTopic(topic: string): Promise<void>;
  /** client/metadata.ts puts the topic's id on each partition. */
  findTopicPartitionMetadata(topic: string): readonly { readonly partitionId: number; readonly leader: number; readonly topicId?: string }[];
  findBroker(wanted: { readonly nodeId: string }): Promise<OwnBroker>;
  /** Whichever it connected to first. */
  readonly brokerPool: { readonly seedBroker: OwnBroker };
}

export interface OwnBroker {
  findGroupCoordinator(wanted: { readonly groupId: string; readonly coordinatorType: number }): Promise<unknown>;
  fetch(request: object): Promise<{ readonly responses: readonly { readonly partitions: readonly FetchedPartition[] }[] }>;
}

export interface FetchedPartition {
  readonly partition: number;
  /** Decimal digits: where what is committed ends. */
  readonly lastStableOffset: string;
  readonly abortedTransactions?: readonly { readonly producerId: string; readonly firstOffset: string }[] | null;
  readonly messages: readonly FetchedMessage[];
}

export function ownCluster(kafka: Kafka): OwnCluster {
  const name = Object.getOwnPropertySymbols(kafka).find(({ description }) => description === 'private:Kafka:createCluster');
  if (name === undefined) throw new Error('This kafkajs makes its clusters in another way.');
  const create = (kafka as unknown as Record<symbol, (options: object) => OwnCluster>)[name];
  if (create === undefined) throw new Error('This kafkajs makes its clusters in another way.');
  return create({ metadataMaxAge: 300_000, allowAutoTopicCreation: false, maxInFlightRequests: 1 });
}
