/** One fetch of one place, without a consumer group: kafkajs does so for its consumers and offers it to nobody else. */
import type { Kafka } from 'kafkajs';
import { ownCluster } from '#lib/sources/kafka/client/own-cluster.ts';
import type { FetchedMessage } from '#lib/sources/kafka/records/message.ts';

interface FetchPlace {
  readonly topic: string;
  readonly topicId: string | null;
  readonly partition: number;
  readonly offset: bigint;
}

export interface FetchedBatch {
  /** Null where the broker is too old to tell. */
  readonly topicId: string | null;
  /** The batch that holds the offset, or the next one that there is; none where nothing is. */
  readonly messages: readonly FetchedMessage[];
}

/** A broker answers at once (no bytes are waited for), so this is only the time that the answer may take. kafkajs gives up 100 ms later. */
const ANSWER_MS = 15_000;
const READ_UNCOMMITTED = 0;

/** Throws what kafkajs throws: `type` is Kafka's name of the error. Connections are of this call alone. Nothing is fetched of a topic with another id than `topicId`, where that is known. */
export async function fetchBatch(kafka: Kafka, { topic, topicId, partition, offset }: FetchPlace): Promise<FetchedBatch> {
  const cluster = ownCluster(kafka);
  try {
    await cluster.connect();
    await cluster.addTargetTopic(topic);
    const place = cluster.findTopicPartitionMetadata(topic).find(({ partitionId }) => partitionId === partition);
    const found = place?.topicId ?? null;
    if (place === undefined || (topicId !== null && found !== null && found !== topicId)) return { topicId: found, messages: [] };
    const broker = await cluster.findBroker({ nodeId: String(place.leader) });
    const { responses } = await broker.fetch({
      // Read when it was committed already: the end of what is committed is nothing that must be waited for.
      isolationLevel: READ_UNCOMMITTED,
      maxWaitTime: ANSWER_MS,
      minBytes: 0,
      // The first batch comes whole, however little is asked for (KIP-74), and no second one does.
      maxBytes: 1,
      topics: [{ topic, partitions: [{ partition, fetchOffset: offset.toString(), maxBytes: 1 }] }],
    });
    return { topicId: found, messages: responses.flatMap(({ partitions }) => partitions.flatMap(({ messages }) => messages)) };
  } finally {
    await cluster.disconnect();
  }
}
