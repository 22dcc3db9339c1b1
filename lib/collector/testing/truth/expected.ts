import type { FlowStatus } from '#lib/contracts/flows.ts';

/** What should be shown of a run: what the programs said that they did, in the words of flows. Whatever was run (a recording, the demo) is brought into this form and compared by `compare.ts`. */
export interface ExpectedFlow {
  /** For people: an order, or the part of it that nothing ties to the rest. */
  readonly name: string;
  /** `topic/partition/offset` of every message, and `trace/span` of every span, with the number of flows that it is shown in. */
  readonly records: ReadonlyMap<string, number>;
  /** `from > to`, between spans and messages: who sent a message, and to whom it was handed. */
  readonly hops: ReadonlySet<string>;
  readonly status: FlowStatus;
  /** Kinds of findings, each once. */
  readonly findings: ReadonlySet<string>;
}

export const eventName = (at: { readonly topic: string; readonly partition: number; readonly offset: bigint | string }): string => `${at.topic}/${at.partition}/${at.offset}`;
export const spanName = (span: { readonly traceId: string; readonly spanId: string }): string => `${span.traceId}/${span.spanId}`;
export const hopName = (from: string, to: string): string => `${from} > ${to}`;
