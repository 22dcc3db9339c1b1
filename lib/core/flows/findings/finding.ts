import type { ArrangedFlow } from '#lib/core/flows/arrange.ts';
import type { FlowContext } from '#lib/core/flows/context.ts';
import type { FlowRecord } from '#lib/core/flows/records.ts';

/** Something a flow shows that is worth a look. The order is that of importance. */
export const FINDING_KINDS = ['dead-lettered', 'stalled', 'duplicate', 'out-of-order', 'redelivered', 'missing-span', 'clock-skew', 'absurd-time', 'oversized'] as const;
export type FindingKind = (typeof FINDING_KINDS)[number];

export interface Finding {
  readonly kind: FindingKind;
  /** One plain sentence. */
  readonly message: string;
  /** What it is about, the record to look at first. */
  readonly records: readonly FlowRecord[];
}

/** Looks for one kind. What comes first is worst. */
export type Finder = (flow: ArrangedFlow, context: FlowContext) => Finding[];
