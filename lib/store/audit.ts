/** The audit log: appended in the transaction of what it tells of, never changed. */
import type pg from 'pg';
import { brand } from '#lib/core/brand.ts';
import type { AuditAction } from '#lib/core/dead-letters/audit-actions.ts';
import type { Micros } from '#lib/core/time.ts';
import { pgText } from '#lib/store/text.ts';

export interface AuditRow {
  readonly at: Micros;
  readonly actor: string;
  /** The address that the request came from; null for what happened by itself. */
  readonly address: string | null;
  readonly action: AuditAction;
  readonly selection: string;
  readonly subjects: readonly string[];
  readonly count: number | null;
  readonly reason: string | null;
  readonly outcome: string;
}

const MOST_SUBJECTS = 100;

export async function appendAudit(client: pg.Pool | pg.ClientBase, entry: AuditRow): Promise<void> {
  await client.query({
    name: 'append-audit',
    text: 'INSERT INTO audit_entry (at, actor, address, action, selection, subjects, count, reason, outcome) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)',
    values: [entry.at, pgText(entry.actor), entry.address, entry.action, pgText(entry.selection), entry.subjects.slice(0, MOST_SUBJECTS), entry.count, entry.reason === null ? null : pgText(entry.reason), pgText(entry.outcome)],
  });
}

export interface AuditFilter {
  readonly actor: string | null;
  /** Empty: all. */
  readonly actions: readonly AuditAction[];
  readonly subject: string | null;
  /** LIKE pattern in lower case. */
  readonly pattern: string | null;
  readonly from: Micros | null;
  readonly to: Micros | null;
  /** The last entry of the page before. */
  readonly after: { readonly at: Micros; readonly id: bigint } | null;
  readonly limit: number;
}

/** Newest first. */
export async function readAudit(pool: pg.Pool, { actor, actions, subject, pattern, from, to, after, limit }: AuditFilter): Promise<(AuditRow & { readonly id: bigint })[]> {
  const { rows } = await pool.query<{ id: string; at: string; actor: string; address: string | null; action: AuditAction; selection: string; subjects: string[]; count: number | null; reason: string | null; outcome: string }>({
    name: 'read-audit',
    text: `SELECT * FROM audit_entry
            WHERE ($1::text IS NULL OR actor = $1) AND ($2::text[] = '{}' OR action = ANY ($2)) AND ($3::text IS NULL OR subjects @> ARRAY[$3])
              AND ($4::text IS NULL OR lower(selection || ' ' || coalesce(reason, '') || ' ' || outcome) LIKE $4)
              AND ($5::bigint IS NULL OR at >= $5) AND ($6::bigint IS NULL OR at < $6) AND ($7::bigint IS NULL OR (at, id) < ($7, $8::bigint))
            ORDER BY at DESC, id DESC LIMIT $9`,
    values: [actor, actions, subject, pattern, from, to, after?.at ?? null, after?.id.toString() ?? null, limit],
  });
  return rows.map((row) => ({ ...row, id: BigInt(row.id), at: brand<Micros>(Number(row.at)) }));
}
