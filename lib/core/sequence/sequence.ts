import type { RecordRow } from '#lib/core/record-rows/rows.ts';
import { listSteps, type ExpectedInput, type Folds } from '#lib/core/sequence/list-steps.ts';
import { foldRepeats } from '#lib/core/sequence/repeats.ts';
import type { Sequence } from '#lib/core/sequence/steps.ts';
import type { Prepared } from '#lib/core/timeline/layout.ts';

export interface SequenceFolds extends Folds {
  readonly repeats: boolean;
}

/** What the sequence view shows. Linear in records. */
export function sequenceOf(source: Pick<Prepared, 'graph' | 'placement' | 'lanes' | 'folding'>, rows: readonly RecordRow[], expected: readonly ExpectedInput[], folds: SequenceFolds): Sequence {
  const { participants, steps, foldedInto } = listSteps(source, rows, expected, folds);
  const folded = foldRepeats(steps, folds.repeats, folds.opened);
  const rowOf = new Map<number, number>();
  for (const [index, { record }] of steps.entries()) if (record !== null && !rowOf.has(record)) rowOf.set(record, folded.rowOf[index]!);
  for (const [record, head] of foldedInto) {
    const row = rowOf.get(head);
    if (row !== undefined) rowOf.set(record, row);
  }
  return { participants, rows: folded.rows, rowOf };
}
