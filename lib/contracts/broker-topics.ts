import { z } from 'zod';
import { Int64 } from '#lib/contracts/wire.ts';

/** What the collector tells the web of topics, which it alone can ask brokers about. Between these two only. */
export const BrokerTopics = z.object({
  topics: z.array(
    z.object({
      name: z.string(),
      exists: z.boolean(),
      /** Kafka's id; null where the broker is too old to tell. */
      kafkaId: z.string().nullable(),
      partitions: z.int(),
      /** Of the partitions whose leader answered. */
      starts: z.array(z.object({ partition: z.int(), start: Int64 })),
      /** Null where the broker does not tell. */
      maxMessageBytes: z.int().nullable(),
      compacted: z.boolean(),
      /** Whether we may write to it; null where the broker does not tell. */
      writable: z.boolean().nullable(),
    }),
  ),
  /** Whether the broker keeps us from transactions under the id that was asked for, as far as it tells who begins none; false where none was. */
  deniesTransactions: z.boolean(),
});
export type BrokerTopics = z.infer<typeof BrokerTopics>;
