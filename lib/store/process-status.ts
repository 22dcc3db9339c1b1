import { DATABASE_NOW } from '#lib/store/clock.ts';
import type { Store } from '#lib/store/store.ts';
import { pgJson } from '#lib/store/text.ts';

/** What a process says of itself, over what it said before; `status` is JSON. The web reads it for health. When, by the clock of the database: those of the processes may differ. */
export async function writeStatus(store: Pick<Store, 'pool'>, id: string, role: string, status: unknown): Promise<void> {
  await store.pool.query(
    `INSERT INTO process_status AS p (id, role, at, status) VALUES ($1, $2, ${DATABASE_NOW}, $3::jsonb)
     ON CONFLICT (id) DO UPDATE SET role = excluded.role, at = excluded.at, status = excluded.status`,
    [id, role, pgJson(status)],
  );
}
