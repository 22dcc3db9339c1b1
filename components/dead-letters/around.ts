import type { FlowDetail } from '#lib/contracts/flows.ts';
import { recordRows, type RecordRow } from '#lib/core/record-rows/rows.ts';
import { prepare } from '#lib/core/timeline/layout.ts';

interface Around {
  readonly rows: readonly RecordRow[];
  /** Records that stand before and after those shown. */
  readonly before: number;
  readonly after: number;
  /** Of a flow that is too large to be shown whole. */
  readonly leftOut: number;
}

/** The records of a flow around one of them, in causal order; the beginning of the flow where it does not show that one. */
export function aroundRecord(detail: FlowDetail, record: string, most: number): Around {
  const { graph, placement } = prepare(detail, { correct: true });
  const rows = recordRows(graph, placement).toSorted((a, b) => a.sinceStart - b.sinceStart || a.record - b.record);
  const at = Math.max(0, rows.findIndex(({ id }) => id === record));
  const from = Math.max(0, at - most);
  const to = Math.min(rows.length, at + most + 1);
  return { rows: rows.slice(from, to), before: from, after: rows.length - to, leftOut: detail.truncated === null ? 0 : detail.truncated.total - detail.truncated.shown };
}
