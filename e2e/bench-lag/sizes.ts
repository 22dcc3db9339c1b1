import { withDatabase } from '../harness/database.ts';

/** Of one table, over all its days. */
export interface Size {
  /** On disk, with indexes and what is stored aside. */
  readonly bytes: number;
  /** Samples of one group on one topic. */
  readonly samples: number;
  readonly rows: number;
}

export interface Sizes {
  /** As they were written: until they are packed. */
  readonly short: Size;
  readonly fine: Size;
  readonly minute: Size;
}

/** Sizes once the space of deleted rows is known to be free, as the server's own vacuum makes it every minute. */
export async function sizesOf(databaseUrl: string): Promise<Sizes> {
  return withDatabase(databaseUrl, async (client) => {
    await client.query('VACUUM commit_sample, commit_fine, commit_minute');
    const { rows } = await client.query<Record<'short' | 'fine' | 'minute' | 'short_samples' | 'fine_samples' | 'minute_samples' | 'fine_rows' | 'minute_rows', string>>(
      `SELECT (SELECT sum(pg_total_relation_size(relid)) FROM pg_partition_tree('commit_sample')) AS short, (SELECT count(*) FROM commit_sample WHERE group_id > 0) AS short_samples,
              (SELECT sum(pg_total_relation_size(relid)) FROM pg_partition_tree('commit_fine')) AS fine, (SELECT coalesce(sum(samples), 0) FROM commit_fine WHERE group_id > 0) AS fine_samples, (SELECT count(*) FROM commit_fine WHERE group_id > 0) AS fine_rows,
              (SELECT sum(pg_total_relation_size(relid)) FROM pg_partition_tree('commit_minute')) AS minute, (SELECT coalesce(sum(samples), 0) FROM commit_minute WHERE group_id > 0) AS minute_samples, (SELECT count(*) FROM commit_minute WHERE group_id > 0) AS minute_rows`,
    );
    const row = rows[0];
    const size = (bytes: string | undefined, samples: string | undefined, of: string | undefined): Size => ({ bytes: Number(bytes ?? 0), samples: Number(samples ?? 0), rows: Number(of ?? 0) });
    return { short: size(row?.short, row?.short_samples, row?.short_samples), fine: size(row?.fine, row?.fine_samples, row?.fine_rows), minute: size(row?.minute, row?.minute_samples, row?.minute_rows) };
  });
}
