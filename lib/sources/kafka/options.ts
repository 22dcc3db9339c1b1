/** What the Kafka source is given: settings, and what it works with. */
import type { Appended, Sink } from '#lib/sources/source.ts';
import type { SpanRecord } from '#lib/core/record.ts';
import type { FetchedMessage } from '#lib/sources/kafka/records/message.ts';

/** An exact name or a pattern. */
export type TopicMatcher = string | RegExp;

export interface KafkaSourceOptions {
  readonly name: string;
  readonly brokers: readonly string[];
  /** `true` trusts what the system trusts; PEM texts else. */
  readonly ssl: boolean | { readonly ca?: string; readonly cert?: string; readonly key?: string };
  readonly sasl: { readonly mechanism: 'plain' | 'scram-sha-256' | 'scram-sha-512'; readonly username: string; readonly password: string } | null;
  readonly clientId: string;
  readonly groupId: string;
  /** Where topics begin that are there when Throughline first starts; those that appear later are read from their beginning. */
  readonly start: 'earliest' | 'latest';
  /** Null reads every topic that is not excluded. */
  readonly topics: readonly TopicMatcher[] | null;
  /** Besides the internal ones. */
  readonly topicsExclude: readonly TopicMatcher[];
}

/** As pino's, or quieter. */
export interface KafkaLog {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/** Counts for metrics; every method is called often and must be cheap. */
export interface KafkaObserver {
  /** A part of one partition was fetched: messages, and bytes of keys, values and headers. */
  fetched(messages: number, bytes: number): void;
  appended(result: Appended, seconds: number): void;
  /** The sink refused a batch, which is tried again. */
  refused(code: string): void;
  rebalanced(): void;
}

/** Reads a message of a span topic. Throws with the reason where the bytes are no spans. */
export type DecodeSpans = (message: Pick<FetchedMessage, 'value' | 'rawHeaders'>) => readonly SpanRecord[];

export interface KafkaSourceDeps {
  readonly log: KafkaLog;
  readonly observer?: KafkaObserver;
  /** Without it, span topics are not read. */
  readonly decodeSpans?: DecodeSpans;
}

/** What every part of one source shares. */
export interface Shared extends KafkaSourceDeps {
  readonly options: KafkaSourceOptions;
  readonly sink: Sink;
}
