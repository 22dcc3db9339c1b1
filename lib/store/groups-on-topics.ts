import type pg from 'pg';
import { brand } from '#lib/core/brand.ts';
import type { Micros } from '#lib/core/time.ts';
import { LOG, type GroupState } from '#lib/store/commits.ts';
import { decodeOffsets, type PackedOffset } from '#lib/store/packed-offsets.ts';

export interface GroupRow {
  readonly source: string;
  readonly topic: string;
  readonly group: string;
  readonly state: GroupState;
  readonly at: Micros;
  readonly activeAt: Micros | null;
  readonly committed: readonly PackedOffset[];
  /** The ends of the log. */
  readonly log: readonly PackedOffset[];
}

const MOST_ROWS = 20_000;

/** What every group has committed on the newest incarnation of every topic, and when the groups were last looked at. */
export async function readGroupsOnTopics(pool: pg.Pool): Promise<{ rows: GroupRow[]; sampledAt: Micros | null }> {
  const [states, sampled] = await Promise.all([
    pool.query<{ source: string; topic: string; group: string; state: GroupState; at: string; active_at: string | null; committed: Uint8Array; log: Uint8Array | null }>({
      name: 'read-groups-on-topics',
      text: `SELECT t.source, t.name AS topic, g.name AS "group", g.state, s.at, s.active_at, s.offsets AS committed, l.offsets AS log
               FROM commit_state s
               JOIN consumer_group g ON g.id = s.group_id
               JOIN topic t ON t.id = s.topic_id
               LEFT JOIN commit_state l ON l.topic_id = s.topic_id AND l.group_id = ${LOG}
              WHERE NOT EXISTS (SELECT FROM topic n WHERE n.source = t.source AND n.name = t.name AND n.incarnation > t.incarnation)
              ORDER BY s.at DESC LIMIT ${MOST_ROWS}`,
      values: [],
    }),
    pool.query<{ at: string | null }>({ name: 'read-last-sampling', text: 'SELECT max(at) AS at FROM commit_sampling', values: [] }),
  ]);
  const at = sampled.rows[0]?.at ?? null;
  return {
    rows: states.rows.map((row) => ({
      source: row.source,
      topic: row.topic,
      group: row.group,
      state: row.state,
      at: brand<Micros>(Number(row.at)),
      activeAt: row.active_at === null ? null : brand<Micros>(Number(row.active_at)),
      committed: decodeOffsets(row.committed),
      log: row.log === null ? [] : decodeOffsets(row.log),
    })),
    sampledAt: at === null ? null : brand<Micros>(Number(at)),
  };
}
