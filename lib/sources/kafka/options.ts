/** What the Kafka source is given: settings, and what it works with. */
import type { Sink } from '#lib/sources/source.ts';
import type { SpanRecord } from '#lib/core/record.ts';

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

/** What one message of a span topic holds: `reasons` say why some of its spans cannot be taken, while the others can. */
export interface MessageSpans {
  readonly spans: readonly SpanRecord[];
  readonly reasons: readonly string[];
}

/** Reads a message of a span topic. Throws with the reason where the bytes are no spans. */
export type DecodeSpans = (value: Uint8Array) => MessageSpans;

export interface KafkaSourceDeps {
  readonly log: KafkaLog;
  /** Without it, span topics are not read. */
  readonly decodeSpans?: DecodeSpans;
}

/** What every part of one source shares. */
export interface Shared extends KafkaSourceDeps {
  readonly options: KafkaSourceOptions;
  readonly sink: Sink;
}
