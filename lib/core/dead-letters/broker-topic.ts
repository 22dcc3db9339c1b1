/** A topic as its broker tells of it. */
export interface BrokerTopic {
  readonly name: string;
  readonly exists: boolean;
  /** Kafka's id; null where the broker is too old to tell. */
  readonly kafkaId: string | null;
  readonly partitions: number;
  /** Where the partitions begin, in digits, of those whose leader answered. */
  readonly starts: { readonly partition: number; readonly start: string }[];
  /** Null where the broker does not tell. */
  readonly maxMessageBytes: number | null;
  readonly compacted: boolean;
  /** Whether we may write to it; null where the broker does not tell. */
  readonly writable: boolean | null;
}
