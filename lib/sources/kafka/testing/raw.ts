/** Writes records with any headers, which no client lets one do, and reads all that stands on a partition as it stands there. */
import { Connection, produceV9 } from '@platformatic/kafka';
import { inject } from 'vitest';
import type { Header } from '#lib/core/record.ts';
import { kafkaClient } from '#lib/sources/kafka/client/connect.ts';
import { ownCluster } from '#lib/sources/kafka/client/own-cluster.ts';
import { quiet } from '#lib/sources/kafka/testing/fixture.ts';

export interface RawRecord {
  readonly partition?: number;
  readonly key?: Buffer | null;
  readonly value?: Buffer | null;
  readonly headers?: readonly (readonly [name: string, value: string | Buffer | null])[];
}

/** In one batch a partition. */
export async function writeRaw(topic: string, records: readonly RawRecord[], brokers = inject('kafka').brokers): Promise<void> {
  const [host = '', port = ''] = brokers.split(':');
  const connection = new Connection('raw-writer');
  await connection.connect(host, Number(port));
  try {
    await produceV9.api.async(connection, -1, 10_000, records.map(({ partition = 0, key = null, value = null, headers = [] }) => ({
      topic, partition,
      // The types leave out that each may be null, which is written as it is.
      ...({ key, value } as { key: Buffer; value: Buffer }),
      // By the buffer, not by what is in it: repeats stay, in their order.
      headers: new Map(headers.map(([name, of]) => [Buffer.from(name), of === null ? null : Buffer.from(of)])) as Map<Buffer, Buffer>,
    })), {});
  } finally {
    await connection.close();
  }
}

export interface StandingRecord {
  readonly partition: number;
  readonly offset: bigint;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers: readonly Header[];
}

/** As a reader of uncommitted messages sees them, which is what Java's consumers are by default. */
export async function readRaw(topic: string, partitions: number, brokers = inject('kafka').brokers): Promise<StandingRecord[]> {
  const cluster = ownCluster(kafkaClient({ name: 'kafka', brokers: [brokers], ssl: false, sasl: null, clientId: 'raw-reader', groupId: 'none', start: 'earliest', topics: null, topicsExclude: [] }, quiet));
  await cluster.connect();
  try {
    await cluster.addTargetTopic(topic);
    const found: StandingRecord[] = [];
    for (let partition = 0; partition < partitions; partition++) {
      const leader = cluster.findTopicPartitionMetadata(topic).find(({ partitionId }) => partitionId === partition)?.leader;
      const broker = await cluster.findBroker({ nodeId: String(leader) });
      for (let at = 0n; ; ) {
        const { responses } = await broker.fetch({ isolationLevel: 0, maxWaitTime: 5000, minBytes: 0, maxBytes: 16_777_216, topics: [{ topic, partitions: [{ partition, fetchOffset: at.toString(), maxBytes: 16_777_216 }] }] });
        const fresh = responses.flatMap((response) => response.partitions.flatMap(({ messages }) => messages)).filter(({ offset }) => BigInt(offset) >= at);
        const last = fresh.at(-1);
        if (last === undefined) break;
        for (const { offset, key, value, rawHeaders, isControlRecord } of fresh) if (!isControlRecord) found.push({ partition, offset: BigInt(offset), key, value, headers: rawHeaders });
        at = BigInt(last.offset) + 1n;
      }
    }
    return found;
  } finally {
    await cluster.disconnect();
  }
}
