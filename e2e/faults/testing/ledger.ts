/** What was produced, as the checker compares it with what is stored. */

export interface ProducedMessage {
  readonly topic: string;
  readonly partition: number;
  readonly offset: bigint;
  /** The correlation id: the flow to which it belongs. */
  readonly key: string;
  readonly type: string;
  readonly value: Buffer;
}

export interface ProducedSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly key: string;
  readonly service: string;
  /** What it sent to or handled a message of. */
  readonly topic: string;
  readonly kind: 'producer' | 'consumer';
}

export interface Ledger {
  /** The name of the source in which they are looked for. */
  readonly source: string;
  readonly messages: readonly ProducedMessage[];
  /** Those whose export was answered with 200. */
  readonly spans: readonly ProducedSpan[];
  /** Where each partition ends on the broker, by `topic/partition`. */
  readonly ends: ReadonlyMap<string, bigint>;
}

export const keysOf = ({ messages, spans }: Ledger): Set<string> => new Set([...messages, ...spans].map(({ key }) => key));
