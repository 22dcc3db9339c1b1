import { recordRows } from '#lib/core/record-rows/rows.ts';
import type { ExpectedInput } from '#lib/core/sequence/list-steps.ts';
import { sequenceOf, type SequenceFolds } from '#lib/core/sequence/sequence.ts';
import type { Sequence } from '#lib/core/sequence/steps.ts';
import { prepare } from '#lib/core/timeline/layout.ts';
import type { FlowInput } from '#lib/core/timeline/input.ts';

export const FOLDED: SequenceFolds = { repeats: true, allOpen: false, opened: new Set() };
export const UNFOLDED: SequenceFolds = { repeats: false, allOpen: true, opened: new Set() };

export function sequenceOfFlow(flow: FlowInput, folds: SequenceFolds = FOLDED, expected: readonly ExpectedInput[] = []): Sequence {
  const prepared = prepare(flow);
  return sequenceOf(prepared, recordRows(prepared.graph, prepared.placement), expected, folds);
}

export const words = (ms: number): string => `${ms} ms`;
