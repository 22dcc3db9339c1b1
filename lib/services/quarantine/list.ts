import type { QuarantineList, QuarantineQuery } from '#lib/contracts/quarantine.ts';
import { brand } from '#lib/core/brand.ts';
import { rfc3339, type Micros } from '#lib/core/time.ts';
import { decodeCursor, encodeCursor } from '#lib/services/cursor.ts';
import { PREVIEW_BYTES, previewOf } from '#lib/services/quarantine/preview.ts';
import { Prisma } from '#lib/store/prisma/client.ts';
import type { QueryStore } from '#lib/store/query-store.ts';

interface Row {
  readonly id: bigint;
  readonly at: bigint;
  readonly source: string;
  readonly origin: string;
  readonly reason: string;
  readonly size: number;
  readonly preview: Uint8Array;
  readonly read: boolean;
}

/** What could not be read, the latest first. The bytes stay in the database but for a preview: each may be megabytes. */
export async function listQuarantine(store: Pick<QueryStore, 'prisma'>, query: QuarantineQuery): Promise<QuarantineList> {
  const before = query.cursor === undefined ? Prisma.sql`true` : Prisma.sql`id < ${BigInt(decodeCursor(query.cursor, 'id').at)}::bigint`;
  const state = query.state === undefined ? Prisma.sql`true` : query.state === 'read' ? Prisma.sql`read_at IS NOT NULL` : Prisma.sql`read_at IS NULL`;
  const rows = await store.prisma.$queryRaw<Row[]>`
    SELECT id, at, source, origin, reason, octet_length(bytes) AS size, substring(bytes FROM 1 FOR ${PREVIEW_BYTES}::int) AS preview, read_at IS NOT NULL AS read
    FROM quarantine
    WHERE ${before} AND ${state}
    ORDER BY id DESC
    LIMIT ${query.limit + 1}`;
  const page = rows.slice(0, query.limit);
  const last = page.at(-1);
  return {
    quarantined: page.map(({ id, at, source, origin, reason, size, preview, read }) => ({
      id: String(id),
      at: rfc3339(brand<Micros>(Number(at))),
      state: read ? 'read' : 'kept',
      source,
      origin,
      reason,
      size,
      preview: previewOf(preview, size),
    })),
    nextCursor: last && rows.length > page.length ? encodeCursor({ sort: 'id', at: Number(last.id), id: '' }) : null,
  };
}
