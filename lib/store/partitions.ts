/** Day partitions of the fact tables: `event_20261121` holds what was observed on that day, UTC. */
import type pg from 'pg';
import type { Micros } from '#lib/core/time.ts';
import { AdvisoryLock } from '#lib/store/advisory-locks.ts';
import { inTransaction } from '#lib/store/transaction.ts';

const PARTITIONED_TABLES = ['event', 'event_chunk', 'event_tally', 'partition_tally', 'span_block', 'span_chunk', 'key_posting', 'commit_sample', 'commit_fine', 'commit_minute'] as const;
export type PartitionedTable = (typeof PARTITIONED_TABLES)[number];

const DAY_MICROS = 86_400_000_000;
/** Yesterday, for a batch that began before midnight; three days ahead, for a process that cannot create any for a while. */
const DAYS = [-1, 0, 1, 2, 3] as const;

/** Days since the epoch, UTC: what `observed_day` says of `observed_at`. */
export const dayOf = (at: Micros): number => Math.floor(at / DAY_MICROS);

/** `2026-11-21` */
export const dayText = (day: number): string => new Date(day * 86_400_000).toISOString().slice(0, 10);

export const partitionName = (table: PartitionedTable, day: number): string => `${table}_${dayText(day).replaceAll('-', '')}`;

/**
 * Makes what is missing of the partitions around `now`; returns the names of those made. Two processes may do it at once.
 * A table is made on its own and then attached, because that takes no lock that writers or readers would wait for, as CREATE … PARTITION OF does.
 */
export async function ensurePartitions(pool: pg.Pool, now: Micros): Promise<string[]> {
  const wanted = PARTITIONED_TABLES.flatMap((table) => DAYS.map((shift) => ({ table, day: dayOf(now) + shift })));
  if ((await missing(pool, wanted)).length === 0) return [];
  return inTransaction(pool, async (client) => {
    await client.query('SELECT pg_advisory_xact_lock($1)', [AdvisoryLock.partitions]);
    const made: string[] = [];
    for (const { table, day } of await missing(client, wanted)) {
      const name = partitionName(table, day);
      await client.query(`CREATE TABLE "${name}" (LIKE "${table}" INCLUDING ALL)`);
      await client.query(`ALTER TABLE "${table}" ATTACH PARTITION "${name}" FOR VALUES FROM ('${dayText(day)}') TO ('${dayText(day + 1)}')`);
      made.push(name);
    }
    return made;
  });
}

async function missing<W extends { table: PartitionedTable; day: number }>(
  client: pg.Pool | pg.PoolClient,
  wanted: readonly W[],
): Promise<readonly W[]> {
  const there = new Set((await listPartitions(client)).map(({ name }) => name));
  return wanted.filter(({ table, day }) => !there.has(partitionName(table, day)));
}

export interface Partition {
  readonly table: PartitionedTable;
  readonly name: string;
  readonly day: number;
}

/** All day partitions that there are, oldest first. */
export async function listPartitions(client: pg.Pool | pg.ClientBase): Promise<readonly Partition[]> {
  const { rows } = await client.query<{ parent: PartitionedTable; name: string }>(
    `SELECT parent.relname AS parent, child.relname AS name
       FROM pg_inherits
       JOIN pg_class parent ON parent.oid = inhparent
       JOIN pg_class child ON child.oid = inhrelid
      WHERE inhparent = ANY (ARRAY(SELECT to_regclass(name) FROM unnest($1::text[]) AS name)::oid[])`,
    [PARTITIONED_TABLES],
  );
  return rows
    .map(({ parent, name }) => ({ table: parent, name, day: dayFromName(name) }))
    .filter((partition): partition is Partition => partition.day !== null)
    .toSorted((a, b) => a.day - b.day || (a.name < b.name ? -1 : 1));
}

/** Null where somebody attached a partition of another name: it is left alone. */
function dayFromName(name: string): number | null {
  const digits = /_(\d{4})(\d{2})(\d{2})$/.exec(name);
  if (digits === null) return null;
  return Date.UTC(Number(digits[1]), Number(digits[2]) - 1, Number(digits[3])) / 86_400_000;
}
