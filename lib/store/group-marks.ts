/** What happened to groups: appended, never changed. */
import type pg from 'pg';
import { brand } from '#lib/core/brand.ts';
import type { Micros } from '#lib/core/time.ts';
import { pgText } from '#lib/store/text.ts';

export type MarkKind = 'rebalance' | 'deployment' | 'status' | 'reset' | 'recreated';

export interface Mark {
  readonly groupId: number;
  readonly at: Micros;
  readonly kind: MarkKind;
  /** Of `status`: what it became. */
  readonly status: string | null;
  /** What happened, in one sentence. */
  readonly text: string;
}

export async function insertMarks(client: pg.Pool | pg.ClientBase, marks: readonly Mark[]): Promise<void> {
  if (marks.length === 0) return;
  await client.query('INSERT INTO group_mark (group_id, at, kind, status, text) SELECT * FROM unnest($1::int[], $2::bigint[], $3::text[], $4::text[], $5::text[])', [
    marks.map(({ groupId }) => groupId), marks.map(({ at }) => at), marks.map(({ kind }) => kind), marks.map(({ status }) => status), marks.map(({ text }) => pgText(text)),
  ]);
}

/** Newest first: of the kinds, from `from` up to and without `to`. */
export async function readMarks(client: pg.Pool | pg.ClientBase, groupId: number, { from, to, kinds, limit }: { readonly from: Micros; readonly to: Micros; readonly kinds: readonly MarkKind[]; readonly limit: number }): Promise<Mark[]> {
  const { rows } = await client.query<{ at: string; kind: MarkKind; status: string | null; text: string }>(
    'SELECT at, kind, status, text FROM group_mark WHERE group_id = $1 AND at >= $2 AND at < $3 AND kind = ANY ($4::text[]) ORDER BY at DESC, id DESC LIMIT $5',
    [groupId, from, to, kinds, limit],
  );
  return rows.map((row) => ({ groupId, ...row, at: brand<Micros>(Number(row.at)) }));
}
