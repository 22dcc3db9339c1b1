/** Goes through all facts in the order in which they were written, a few pages at a time: what is stored on a page stays there. */
import type pg from 'pg';
import type { Micros } from '#lib/core/time.ts';
import { REFS_PER_CHANGE } from '#lib/store/change-queue.ts';
import { listPartitions } from '#lib/store/partitions.ts';
import { eventRef } from '#lib/store/refs.ts';

export interface FactRefs {
  readonly events: readonly string[];
  /** Uuids. */
  readonly traces: readonly string[];
}

/** A part of one day's facts: pages of its events, and as large a share of the pages of its spans, so that what happened together comes together. */
export interface Portion {
  readonly events: Pages | null;
  readonly spans: Pages | null;
}

interface Pages {
  readonly table: string;
  readonly from: number;
  readonly to: number;
}

const PAGE_BYTES = 8192n;

/** All facts that there are now, oldest day first; `pages` of the larger table at once. What is written meanwhile tells the rollup itself. */
export async function portionsOfFacts(pool: pg.Pool, pages: number): Promise<Portion[]> {
  const tables = (await listPartitions(pool)).filter(({ table }) => table !== 'key_posting');
  const { rows } = await pool.query<{ name: string; bytes: string }>('SELECT name, pg_relation_size(name::regclass) AS bytes FROM unnest($1::text[]) AS name', [tables.map(({ name }) => name)]);
  const sizes = new Map(rows.map(({ name, bytes }) => [name, Number((BigInt(bytes) + PAGE_BYTES - 1n) / PAGE_BYTES)]));
  return [...Map.groupBy(tables, ({ day }) => day).values()].flatMap((ofDay) => {
    const named = (table: string): string | null => ofDay.find((partition) => partition.table === table)?.name ?? null;
    const [events, spans] = [named('event'), named('span_chunk')];
    const count = Math.ceil(Math.max(...ofDay.map(({ name }) => sizes.get(name) ?? 0)) / pages);
    return Array.from({ length: count }, (_, index) => ({ events: share(events, index, count), spans: share(spans, index, count) }));
  });

  function share(table: string | null, index: number, count: number): Pages | null {
    if (table === null) return null;
    const size = sizes.get(table) ?? 0;
    const [from, to] = [Math.floor((size * index) / count), Math.floor((size * (index + 1)) / count)];
    return from < to ? { table, from, to } : null;
  }
}

/** What stands on these pages; nothing where their day has expired meanwhile. */
export async function readPortion(pool: pg.Pool, { events, spans }: Portion): Promise<FactRefs> {
  const there = new Set((await listPartitions(pool)).map(({ name }) => name));
  const rowsOf = async <R extends pg.QueryResultRow>(pages: Pages | null, columns: string): Promise<R[]> => {
    if (pages === null || !there.has(pages.table)) return [];
    const { rows } = await pool.query<R>(`SELECT ${columns} FROM "${pages.table}" WHERE ctid >= $1::text::tid AND ctid < $2::text::tid`, [`(${pages.from},0)`, `(${pages.to},0)`]);
    return rows;
  };
  const [found, chunks] = await Promise.all([
    rowsOf<{ topic_id: number; partition: number; offset: string }>(events, 'topic_id, partition, "offset"'),
    rowsOf<{ trace_id: string }>(spans, 'DISTINCT trace_id'),
  ]);
  return { events: found.map((row) => eventRef(row.topic_id, row.partition, BigInt(row.offset))), traces: chunks.map((row) => row.trace_id) };
}

/** Has records derived again, a few hundred a row. */
export async function enqueueChanges(pool: pg.Pool, { events, traces }: FactRefs, now: Micros): Promise<void> {
  const parts = Math.ceil(Math.max(events.length, traces.length) / REFS_PER_CHANGE);
  const part = (refs: readonly string[], index: number): readonly string[] => refs.slice(Math.floor((refs.length * index) / parts), Math.floor((refs.length * (index + 1)) / parts));
  for (let index = 0; index < parts; index += 1) {
    await pool.query('INSERT INTO change (at, events, traces) VALUES ($1, $2::uuid[], $3::uuid[])', [now, part(events, index), part(traces, index)]);
  }
}
