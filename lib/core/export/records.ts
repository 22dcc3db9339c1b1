/** The records of a flow as files: one row each for a spreadsheet, or as the API has them. */
import { toCsv, type Cell } from '#lib/core/export/csv.ts';
import type { RecordRow } from '#lib/core/record-rows/rows.ts';
import { rfc3339 } from '#lib/core/time.ts';
import type { RecordGraph } from '#lib/core/timeline/records.ts';

const millis = (micros: number): number => micros / 1000;

const COLUMNS: readonly { readonly heading: string; readonly of: (row: RecordRow, graph: RecordGraph) => Cell }[] = [
  { heading: 'time (UTC)', of: ({ record }, { records }) => rfc3339(records[record]!.rawAt) },
  { heading: 'since start (ms)', of: ({ sinceStart }) => millis(sinceStart) },
  { heading: 'kind', of: ({ kind }) => kind },
  { heading: 'name', of: ({ name }) => name },
  { heading: 'service', of: ({ service }) => service },
  { heading: 'source', of: ({ source }) => source },
  { heading: 'topic', of: ({ topic }) => topic },
  { heading: 'partition', of: ({ partition }) => partition },
  // As digits: a spreadsheet rounds them above 15, a program reads them whole.
  { heading: 'offset', of: ({ offset }) => (offset !== null && /^\d+$/.test(offset) ? BigInt(offset) : offset) },
  { heading: 'message key', of: ({ key }) => key },
  { heading: 'consumer groups', of: ({ groups }) => groups.join(' ') },
  { heading: 'longest wait (ms)', of: ({ waitMs }) => waitMs },
  { heading: 'duration (ms)', of: ({ duration }) => (duration === null ? null : millis(duration)) },
  { heading: 'attempt', of: ({ attempt }) => attempt },
  { heading: 'notes', of: ({ marks }) => marks.join(' ') },
  { heading: 'failure', of: ({ failure }) => failure },
  { heading: 'shared with (flows)', of: ({ sharedWith }) => sharedWith },
  { heading: 'effects not shown', of: ({ effectsLeftOut }) => effectsLeftOut },
  { heading: 'clock put right by (ms)', of: ({ skew }) => millis(skew) },
  { heading: 'record', of: ({ id }) => id },
];

/** `chosen`: record indexes, in the order in which they are written. */
export function recordsCsv(graph: RecordGraph, rows: readonly RecordRow[], chosen: readonly number[]): string {
  return toCsv(
    COLUMNS.map(({ heading }) => heading),
    chosen.map((index) => COLUMNS.map(({ of }) => of(rows[index]!, graph))),
  );
}

/** Everything that the API says of each record; `of` where some are left out. */
export function recordsJson(graph: RecordGraph, chosen: readonly number[], flow: string): string {
  const records = chosen.map((index) => {
    const node = graph.records[index]!;
    return node.kind === 'span' ? { record: node.id, kind: 'span', ...withoutKind(node.span) } : { record: node.id, kind: 'message', ...node.event };
  });
  return `${JSON.stringify({ flow, shown: records.length, of: graph.records.length, records }, null, 2)}\n`;
}

const withoutKind = <T extends { readonly kind: string }>({ kind, ...rest }: T): Omit<T, 'kind'> & { spanKind: string } => ({ ...rest, spanKind: kind });

/** A file name that every system takes. */
export const fileName = (flow: string, what: string, extension: string): string => `${flow.replaceAll(/[^\w.-]+/g, '-').slice(0, 60) || 'flow'}-${what}.${extension}`;
