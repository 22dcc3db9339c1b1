/** The first message that a group has still to read in a partition, as it is stored here. */
import type pg from 'pg';
import { brand } from '#lib/core/brand.ts';
import type { NextRecord } from '#lib/core/lag/time-lag.ts';
import type { Micros } from '#lib/core/time.ts';
import { pgName, pgText } from '#lib/store/text.ts';

export interface Wanted {
  readonly topic: string;
  readonly partition: number;
  readonly committed: bigint;
}

export interface FoundNext {
  /** Null where none is stored. */
  readonly next: NextRecord | null;
  /** Messages up to here were read, and what is not stored of them is none; null where the partition is not read, or some of them are not kept here. */
  readonly readUpTo: bigint | null;
  /** Whether the partition is read here at all. */
  readonly isRead: boolean;
}

const APPEND_TIME = 2;

/** In the order of `wanted`, of the newest incarnations of the topics. */
export async function readNextRecords(client: pg.Pool | pg.ClientBase, source: string, wanted: readonly Wanted[]): Promise<FoundNext[]> {
  if (wanted.length === 0) return [];
  const { rows } = await client.query<{ place: string; next_offset: string | null; offset: string | null; timestamp: string | null; timestamp_type: number | null; observed_at: string | null; whole: boolean | null }>({
    name: 'read-next-records',
    text: `SELECT w.place, p.next_offset, n."offset", n.timestamp, n.timestamp_type, n.observed_at, p.whole_from <= w.committed AS whole
             FROM unnest($2::text[], $3::int[], $4::bigint[]) WITH ORDINALITY AS w (topic, partition, committed, place)
            CROSS JOIN LATERAL (SELECT id FROM topic WHERE source = $1 AND name = w.topic ORDER BY incarnation DESC LIMIT 1) t
             LEFT JOIN position p ON p.topic_id = t.id AND p.partition = w.partition
             LEFT JOIN LATERAL (SELECT e."offset", e.timestamp, e.timestamp_type, e.observed_at FROM event e WHERE e.topic_id = t.id AND e.partition = w.partition AND e."offset" >= w.committed ORDER BY e."offset" LIMIT 1) n ON true`,
    values: [pgText(source), wanted.map(({ topic }) => pgName(topic)), wanted.map(({ partition }) => partition), wanted.map(({ committed }) => committed)],
  });
  const found = new Map(rows.map((row) => [Number(row.place) - 1, row]));
  return wanted.map(({ committed }, place) => {
    const row = found.get(place);
    if (row === undefined) return { next: null, readUpTo: null, isRead: false };
    const offset = row.offset === null ? null : BigInt(row.offset);
    const isFirst = row.whole === true || offset === committed;
    return {
      next: offset === null ? null : {
        offset, isFirst,
        timestamp: row.timestamp === null ? null : brand<Micros>(Number(row.timestamp)),
        isAppendTime: row.timestamp_type === APPEND_TIME,
        observedAt: brand<Micros>(Number(row.observed_at)),
      },
      readUpTo: isFirst && row.next_offset !== null ? BigInt(row.next_offset) : null,
      isRead: row.next_offset !== null,
    };
  });
}
