/** What planning asks of brokers, by whoever can ask them. */

export interface AskedTopic {
  readonly exists: boolean;
  /** Kafka's id; null where the broker is too old to tell. */
  readonly kafkaId: string | null;
  readonly partitions: number;
  /** Where the partitions begin, of those whose leader answered. */
  readonly starts: ReadonlyMap<number, bigint>;
  /** Null where the broker does not tell. */
  readonly maxMessageBytes: number | null;
  readonly compacted: boolean;
  /** Whether Throughline may write to it; null where the broker does not tell. */
  readonly writable: boolean | null;
}

export interface AskedSource {
  /** By name. A source that is no broker has none. */
  readonly topics: ReadonlyMap<string, AskedTopic>;
  /** As far as the broker tells who begins none. */
  readonly deniesTransactions: boolean;
}

/** Throws `unavailable` where the brokers cannot be asked now. */
export type AskTopics = (source: string, topics: readonly string[], transactionalId: string) => Promise<AskedSource>;

export const NO_TOPIC: AskedTopic = { exists: false, kafkaId: null, partitions: 0, starts: new Map(), maxMessageBytes: null, compacted: false, writable: null };
