import type pg from 'pg';
import { SILENT_TRANSACTION_MS } from '#lib/store/store.ts';

/**
 * Ends sessions of ours that wait for their client in the midst of a COPY, and have for long: a process that was stopped, or a machine that is gone, holds its
 * partitions there. No timeout of PostgreSQL ends that (`ProcessClientReadInterrupt` in src/backend/tcop/postgres.c: in the midst of a message only a
 * termination is heard), so whoever waited in vain does. Returns how many there were.
 */
export async function endSleepers(pool: pg.Pool, silentMs = SILENT_TRANSACTION_MS): Promise<number> {
  const { rowCount } = await pool.query(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
      WHERE datname = current_database() AND usename = current_user AND pid <> pg_backend_pid() AND application_name LIKE 'throughline%'
        AND state = 'active' AND wait_event = 'ClientRead' AND query_start < now() - $1 * interval '1 millisecond'`,
    [silentMs],
  );
  return rowCount ?? 0;
}
