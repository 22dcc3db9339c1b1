/** Lists as files: read page by page as the caller takes them, so that memory does not grow with what is exported. */
import type { ExportFormat } from '#lib/contracts/dead-letters.ts';
import { csvRows, type Cell } from '#lib/core/export/csv.ts';

export interface Exported<T> {
  /** Of the file, without its ending. */
  readonly name: string;
  readonly headings: readonly string[];
  readonly row: (item: T) => readonly Cell[];
  /** Throws for input that is wrong. */
  readonly page: (cursor: string | undefined) => Promise<{ readonly items: readonly T[]; readonly nextCursor: string | null }>;
}

const MEDIA_TYPES = { csv: 'text/csv; charset=utf-8', jsonl: 'application/jsonl; charset=utf-8' } as const;

/** As large as a page may be. */
export const PAGE_OF_EXPORT = 500;

/** The first page is read before the answer begins, so that bad input is still told as such. An error later breaks the file off, which clients see by its missing end. */
export async function exportList<T>(format: ExportFormat, { name, headings, row, page }: Exported<T>): Promise<Response> {
  const encoder = new TextEncoder();
  const textOf = (items: readonly T[]): string => (format === 'csv' ? csvRows(items.map(row)) : items.map((item) => `${JSON.stringify(item)}\n`).join(''));
  const first = await page(undefined);
  let waiting: Awaited<ReturnType<typeof page>> | null = first;
  let cursor = first.nextCursor;
  const body = new ReadableStream<Uint8Array>(
    {
      start: (controller) => {
        if (format === 'csv') controller.enqueue(encoder.encode(csvRows([headings])));
      },
      async pull(controller) {
        if (waiting === null && cursor === null) return controller.close();
        const { items, nextCursor } = waiting ?? (await page(cursor ?? undefined));
        waiting = null;
        cursor = nextCursor;
        if (items.length > 0) controller.enqueue(encoder.encode(textOf(items)));
        if (nextCursor === null) controller.close();
      },
    },
    { highWaterMark: 0 },
  );
  return new Response(body, {
    headers: {
      'Content-Type': MEDIA_TYPES[format],
      'Content-Disposition': `attachment; filename="${name}.${format}"`,
      'X-Content-Type-Options': 'nosniff',
      'Cache-Control': 'no-store, no-transform',
    },
  });
}
