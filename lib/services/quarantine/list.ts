import type { QuarantineList, QuarantineQuery } from '#lib/contracts/quarantine.ts';
import { brand } from '#lib/core/brand.ts';
import { rfc3339, type Micros } from '#lib/core/time.ts';
import { decodeCursor, encodeCursor } from '#lib/services/cursor.ts';
import { readableText } from '#lib/core/readable-text.ts';
import { Prisma } from '#lib/store/prisma/client.ts';
import type { Store } from '#lib/store/store.ts';

const PREVIEW_BYTES = 256;

interface Row {
  readonly id: bigint;
  readonly at: bigint;
  readonly source: string;
  readonly origin: string;
  readonly reason: string;
  readonly size: number;
  readonly preview: Uint8Array;
}

/** What could not be read, the latest first. The bytes stay in the database but for a preview: each may be megabytes. */
export async function listQuarantine(store: Pick<Store, 'prisma'>, query: QuarantineQuery): Promise<QuarantineList> {
  const before = query.cursor === undefined ? Prisma.sql`true` : Prisma.sql`id < ${BigInt(decodeCursor(query.cursor, 'id').at)}::bigint`;
  const rows = await store.prisma.$queryRaw<Row[]>`
    SELECT id, at, source, origin, reason, octet_length(bytes) AS size, substring(bytes FROM 1 FOR ${PREVIEW_BYTES}::int) AS preview
    FROM quarantine
    WHERE ${before}
    ORDER BY id DESC
    LIMIT ${query.limit + 1}`;
  const page = rows.slice(0, query.limit);
  const last = page.at(-1);
  return {
    quarantined: page.map(({ id, at, source, origin, reason, size, preview }) => ({
      id: String(id),
      at: rfc3339(brand<Micros>(Number(at))),
      source,
      origin,
      reason,
      size,
      preview: viewBytes(preview, size),
    })),
    nextCursor: last && rows.length > page.length ? encodeCursor({ sort: 'id', at: Number(last.id), id: '' }) : null,
  };
}

function viewBytes(bytes: Uint8Array, size: number): { encoding: 'utf8' | 'hex'; value: string } {
  const text = readableText(bytes, bytes.length < size);
  return text === null ? { encoding: 'hex', value: Buffer.from(bytes).toString('hex') } : { encoding: 'utf8', value: text };
}
