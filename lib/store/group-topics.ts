/** What one group has committed now, topic by topic, with where the log ends. */
import type pg from 'pg';
import { LOG } from '#lib/store/commits.ts';
import { decodeOffsets, type PackedOffset } from '#lib/store/packed-offsets.ts';

export interface GroupTopic {
  readonly topicId: number;
  readonly topic: string;
  readonly incarnation: number;
  readonly committed: readonly PackedOffset[];
  /** Ends and starts; empty where they are not known. */
  readonly log: readonly PackedOffset[];
}

export async function readGroupTopics(pool: pg.Pool, groupId: number): Promise<GroupTopic[]> {
  const { rows } = await pool.query<{ id: number; name: string; incarnation: number; committed: Uint8Array; log: Uint8Array | null }>({
    name: 'read-group-topics',
    text: `SELECT t.id, t.name, t.incarnation, s.offsets AS committed, l.offsets AS log
             FROM commit_state s JOIN topic t ON t.id = s.topic_id LEFT JOIN commit_state l ON l.topic_id = s.topic_id AND l.group_id = ${LOG}
            WHERE s.group_id = $1 ORDER BY t.name, t.incarnation`,
    values: [groupId],
  });
  return rows.map((row) => ({ topicId: row.id, topic: row.name, incarnation: row.incarnation, committed: decodeOffsets(row.committed), log: row.log === null ? [] : decodeOffsets(row.log) }));
}
