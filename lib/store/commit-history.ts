/** The samples of groups over time, as far as they are kept: as they were taken for a day, and thinned to one a minute before that. */
import type pg from 'pg';
import { brand } from '#lib/core/brand.ts';
import type { Micros } from '#lib/core/time.ts';
import type { SampleRow } from '#lib/store/commits.ts';
import { decodeOffsets } from '#lib/store/packed-offsets.ts';
import { dayOf, dayText } from '#lib/store/partitions.ts';

export interface HistoryRange {
  /** `LOG` among them for the ends and starts of the log. */
  readonly groupIds: readonly number[];
  readonly topicIds: readonly number[];
  readonly from: Micros;
  /** Exclusive. */
  readonly to: Micros;
}

/** All samples of these groups on these topics, oldest first. What had not changed since the sample before is in none. */
export async function readHistory(client: pg.Pool | pg.ClientBase, { groupIds, topicIds, from, to }: HistoryRange): Promise<SampleRow[]> {
  const { rows } = await client.query<{ group_id: number; topic_id: number; at: string; since: string | null; offsets: Uint8Array }>({
    name: 'read-commit-history',
    text: `SELECT group_id, topic_id, at, since, offsets FROM commit_sample
            WHERE topic_id = ANY ($1::int[]) AND group_id = ANY ($2::int[]) AND at >= $3 AND at < $4 AND observed_day >= $5`,
    values: [topicIds, groupIds, from, to, dayText(dayOf(from))],
  });
  return rows
    .map((row) => ({ groupId: row.group_id, topicId: row.topic_id, at: brand<Micros>(Number(row.at)), since: row.since === null ? null : brand<Micros>(Number(row.since)), offsets: decodeOffsets(row.offsets) }))
    .toSorted((a, b) => a.at - b.at);
}
