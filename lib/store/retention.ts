import { setTimeout as delay } from 'node:timers/promises';
import type pg from 'pg';
import { brand } from '#lib/core/brand.ts';
import type { Micros } from '#lib/core/time.ts';
import { AdvisoryLock } from '#lib/store/advisory-locks.ts';
import { databaseNow } from '#lib/store/clock.ts';
import { databaseFault } from '#lib/store/errors.ts';
import { asLeader } from '#lib/store/leader.ts';
import { dropSettledLetters, keepOpenLetters } from '#lib/store/letters-beyond-retention.ts';
import { dayOf, dayText, listPartitions, type PartitionedTable } from '#lib/store/partitions.ts';
import type { Store } from '#lib/store/store.ts';

export interface Dropped {
  /** Names of the day partitions that are gone. */
  readonly partitions: readonly string[];
  /** Those that were in use; the next run tries again. */
  readonly deferred: readonly string[];
  readonly flows: number;
  /** Of those, and of what flows shared: what they added to the edges of the topology. */
  readonly edgeParts: number;
  /** That nothing was seen of any more. */
  readonly edges: number;
  readonly pushedIdentities: number;
  readonly quarantined: number;
  /** Messages and traces for which deriving failed. */
  readonly underivable: number;
  readonly processes: number;
  /** Consumer groups that went away before. */
  readonly groups: number;
  /** What happened to groups longer ago than their history is kept. */
  readonly marks: number;
  /** What was learned of kinds that no flow has any more. */
  readonly baselines: number;
  /** Dead letters that were not open any more. */
  readonly deadLetters: number;
}

const NOTHING: Dropped = { partitions: [], deferred: [], flows: 0, edgeParts: 0, edges: 0, pushedIdentities: 0, quarantined: 0, underivable: 0, processes: 0, groups: 0, marks: 0, baselines: 0, deadLetters: 0 };

/** Whoever wants to write waits behind a DROP that waits: so it waits this long only, and comes back. */
const LOCK_TIMEOUT_MS = 200;
const LOCK_ATTEMPTS = 5;
/** A day's messages are dropped at once; what takes longest is to keep those of open dead letters. */
const STATEMENT_TIMEOUT_MS = 60_000;
/** A process that was stopped in the midst of it keeps others from dropping no longer than that. */
const SILENCE_MS = 20_000;
/** Small, so that a rollup that wants the same rows waits for milliseconds. */
const BATCH = 1000;
/** Besides today: more than is read (commit-history.ts), so that nothing is dropped before it was thinned. */
const FINE_DAYS = 2;
const MINUTE_DAYS = 30;
const DAY_MICROS = 86_400_000_000;
const PROCESS_MICROS = DAY_MICROS;

/**
 * Drops what was observed before the day of `now` minus `retentionDays`: facts as whole days, and the derived rows whose facts are all gone.
 * One process does it at a time; another that comes meanwhile does nothing. What is dropped is gone for ever, so a clock of ours that has jumped
 * ahead of the database's is not believed.
 */
export async function dropExpired(store: Pick<Store, 'url' | 'application'>, retentionDays: number, now: Micros): Promise<Dropped> {
  let dropped = NOTHING;
  await asLeader(store, { lock: AdvisoryLock.retention, job: 'retention', statementTimeoutMs: STATEMENT_TIMEOUT_MS, silenceMs: SILENCE_MS }, async (client) => {
    const agreed = brand<Micros>(Math.min(now, await databaseNow(client)));
    dropped = await dropBefore(client, dayOf(agreed) - retentionDays, agreed);
  });
  return dropped;
}

async function dropBefore(client: pg.ClientBase, firstDay: number, now: Micros): Promise<Dropped> {
  await keepOpenLetters(client, dayText(firstDay));
  const partitions: string[] = [];
  const deferred: string[] = [];
  for (const { name, table, day } of await listPartitions(client)) {
    if (day >= firstDayOf(table, firstDay, dayOf(now))) continue;
    if (table === 'event') await noteDropped(client, name);
    ((await dropPartition(client, name)) ? partitions : deferred).push(name);
  }
  const cut = firstDay * DAY_MICROS;
  return {
    partitions,
    deferred,
    flows: await deleteInBatches(client, 'flow', 'id', 'observed_at', cut),
    edgeParts: await deleteInBatches(client, 'edge_part', 'owner', 'observed_at', cut),
    edges: await deleteInBatches(client, 'edge', 'id', 'seen_at', cut - DAY_MICROS),
    pushedIdentities: await deleteInBatches(client, 'pushed_event', 'identity', 'observed_day', dayText(firstDay)),
    quarantined: await deleteInBatches(client, 'quarantine', 'id', 'at', cut),
    underivable: await deleteInBatches(client, 'underivable', 'ref', 'at', cut),
    processes: await deleteInBatches(client, 'process_status', 'id', 'at', now - PROCESS_MICROS),
    groups: await dropGroups(client, cut),
    marks: await deleteInBatches(client, 'group_mark', 'id', 'at', (dayOf(now) - MINUTE_DAYS) * DAY_MICROS),
    baselines: await dropBaselines(client, cut),
    deadLetters: await dropSettledLetters(client, dayText(firstDay)),
  };
}

/** The history of lag has times of its own, so that a month of it can be looked at: thinned, and what is finer for a day. */
function firstDayOf(table: PartitionedTable, firstDay: number, today: number): number {
  if (table === 'commit_fine') return today - FINE_DAYS;
  return table === 'commit_minute' ? Math.min(firstDay, today - MINUTE_DAYS) : firstDay;
}

/** A group that is gone, with what it had committed; and the ends of topics that were recreated, or that nobody reads any more. */
async function dropGroups(client: pg.ClientBase, cut: number): Promise<number> {
  const { rows } = await client.query<{ id: number }>(`DELETE FROM consumer_group WHERE state = 'gone' AND state_since < $1 RETURNING id`, [cut]);
  await client.query('DELETE FROM group_mark WHERE group_id = ANY ($1::int[])', [rows.map(({ id }) => id)]);
  // What people are shown of groups reaches back a month, whatever is kept of messages.
  await client.query('DELETE FROM sampling_gap WHERE to_at < $1', [cut - 32 * DAY_MICROS]);
  for (const table of ['group_lag', 'group_mark']) await client.query(`DELETE FROM ${table} WHERE group_id = ANY ($1::int[])`, [rows.map(({ id }) => id)]);
  await client.query('DELETE FROM commit_state s WHERE s.group_id = ANY ($1::int[]) OR (s.at < $2 AND NOT EXISTS (SELECT FROM commit_state o WHERE o.topic_id = s.topic_id AND o.group_id <> 0))', [rows.map(({ id }) => id), cut]);
  return rows.length;
}

async function dropBaselines(client: pg.ClientBase, cut: number): Promise<number> {
  const { rowCount } = await client.query('DELETE FROM baseline b WHERE b.made_at < $1 AND NOT EXISTS (SELECT FROM flow f WHERE f.kind = b.kind)', [cut]);
  return rowCount ?? 0;
}

/** From the last message of the day on nothing is missing; what comes before is missing from now on. In the order in which an append locks positions. */
async function noteDropped(client: pg.ClientBase, name: string): Promise<void> {
  await client.query(
    `WITH last AS (
       SELECT p.topic_id, p.partition, d."offset"
         FROM position p CROSS JOIN LATERAL (SELECT e."offset" FROM "${name}" e WHERE e.topic_id = p.topic_id AND e.partition = p.partition ORDER BY e."offset" DESC LIMIT 1) d
        WHERE d."offset" >= p.whole_from
        ORDER BY p.topic_id, p.partition
          FOR UPDATE OF p)
     UPDATE position p SET whole_from = last."offset" + 1 FROM last WHERE p.topic_id = last.topic_id AND p.partition = last.partition`,
  );
}

async function dropPartition(client: pg.ClientBase, name: string): Promise<boolean> {
  for (let attempt = 1; attempt <= LOCK_ATTEMPTS; attempt += 1) {
    try {
      await client.query(`BEGIN; SET LOCAL lock_timeout = ${LOCK_TIMEOUT_MS}; DROP TABLE IF EXISTS "${name}"; COMMIT`);
      return true;
    } catch (error) {
      await client.query('ROLLBACK');
      if (databaseFault(error) !== 'unavailable') throw error;
      await delay(LOCK_TIMEOUT_MS * attempt);
    }
  }
  return false;
}

async function deleteInBatches(client: pg.ClientBase, table: string, key: string, age: string, cut: unknown): Promise<number> {
  let total = 0;
  for (;;) {
    // Oldest first, as the index has them, and skipping what is locked: nothing waits here and nothing deadlocks.
    const { rowCount } = await client.query(
      `DELETE FROM "${table}" WHERE "${key}" IN (SELECT "${key}" FROM "${table}" WHERE "${age}" < $1 ORDER BY "${age}" LIMIT ${BATCH} FOR UPDATE SKIP LOCKED)`,
      [cut],
    );
    total += rowCount ?? 0;
    if ((rowCount ?? 0) < BATCH) return total;
  }
}
