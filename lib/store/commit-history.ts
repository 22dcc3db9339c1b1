/** The samples of groups over time, as far as they are kept: as they were taken for a day, and thinned to one a minute before that. */
import type pg from 'pg';
import type { Micros } from '#lib/core/time.ts';
import { microsNow } from '#lib/store/clock.ts';
import { LOG, type SampleRow } from '#lib/store/commits.ts';
import { microsOf } from '#lib/store/micros-of.ts';
import { decodeOffsets } from '#lib/store/packed-offsets.ts';
import { decodeSamples } from '#lib/store/packed-samples.ts';
import { dayOf, dayText } from '#lib/store/partitions.ts';

type Client = pg.Pool | pg.ClientBase;

export interface HistoryRange {
  /** `LOG` among them for the ends and starts of the log. */
  readonly groupIds: readonly number[];
  readonly topicIds: readonly number[];
  readonly from: Micros;
  /** Exclusive. */
  readonly to: Micros;
}

interface Row {
  readonly group_id: number;
  readonly topic_id: number;
  /** Of one sample. */
  readonly at: string;
  readonly since: string | null;
  readonly offsets: Uint8Array | null;
  /** Of several. */
  readonly packed: Uint8Array | null;
}

/** All samples of these groups on these topics, oldest first. What had not changed since the sample before is in none. */
export async function readHistory(client: Client, { groupIds, topicIds, from, to }: HistoryRange): Promise<SampleRow[]> {
  if (groupIds.length === 0 || topicIds.length === 0) return [];
  const own = 'topic_id = ANY ($1::int[]) AND group_id = ANY ($2::int[]) AND at >= $3';
  const { rows } = await client.query<Row>({
    name: 'read-commit-history',
    // In one statement, which sees every sample once, though it is packed meanwhile.
    text: `SELECT group_id, topic_id, at, since, offsets, NULL::bytea AS packed FROM commit_sample WHERE ${own} AND at < $4 AND observed_day >= $5::date
           UNION ALL SELECT group_id, topic_id, at, NULL, NULL, packed FROM commit_fine WHERE ${own} AND from_at < $4 AND observed_day >= greatest($5::date, $6::date)
           UNION ALL SELECT group_id, topic_id, at, NULL, NULL, packed FROM commit_minute WHERE ${own} AND from_at < $4 AND observed_day >= $5::date AND observed_day < $6::date`,
    values: [topicIds, groupIds, from, to, dayText(dayOf(from)), firstFineDay()],
  });
  return samplesOf(rows).filter(({ at }) => at >= from && at < to).toSorted((a, b) => a.at - b.at);
}

/**
 * The samples of every group that was seen on these topics, oldest first: from `from` on, at most `limit` for each group and topic.
 * The log's own are left out.
 */
export async function readSamples(client: Client, topicIds: readonly number[], from: Micros, limit: number): Promise<SampleRow[]> {
  if (topicIds.length === 0) return [];
  const { rows } = await client.query<Row>({
    name: 'read-commit-samples',
    text: `WITH RECURSIVE ${PARTS.map(({ name, table, days }) => seenIn(name, table, days)).join(', ')}
           ${PARTS.map((part) => firstOf(part)).join(' UNION ALL ')}`,
    values: [topicIds, from, limit, dayText(dayOf(from)), firstFineDay()],
  });
  const by = Map.groupBy(samplesOf(rows).filter(({ at }) => at >= from), ({ groupId, topicId }) => `${groupId}/${topicId}`);
  return [...by.values()].flatMap((own) => own.toSorted((a, b) => a.at - b.at).slice(0, limit)).toSorted((a, b) => a.at - b.at);
}

interface Part {
  readonly name: string;
  readonly table: string;
  readonly days: string;
  readonly columns: string;
  /** How many samples a row has. */
  readonly count: string;
}

const PARTS: readonly Part[] = [
  { name: 'short', table: 'commit_sample', days: 'observed_day >= $4::date', columns: 'since, offsets, NULL::bytea AS packed', count: '1' },
  { name: 'fine', table: 'commit_fine', days: 'observed_day >= greatest($4::date, $5::date)', columns: 'NULL::bigint, NULL::bytea, packed', count: 'samples' },
  { name: 'minute', table: 'commit_minute', days: 'observed_day >= $4::date AND observed_day < $5::date', columns: 'NULL::bigint, NULL::bytea, packed', count: 'samples' },
];

/** The groups are found by going from one to the next in the index: a topic has few, and each has thousands of rows. */
function seenIn(name: string, table: string, days: string): string {
  const next = (topic: string, after: string): string => `(SELECT group_id FROM ${table} WHERE topic_id = ${topic} AND group_id > ${after} AND ${days} ORDER BY group_id LIMIT 1)`;
  return `${name} AS (
      SELECT t.topic_id, ${next('t.topic_id', String(LOG))} AS group_id FROM unnest($1::int[]) AS t (topic_id)
      UNION ALL SELECT g.topic_id, ${next('g.topic_id', 'g.group_id')} FROM ${name} g WHERE g.group_id IS NOT NULL)`;
}

/** Of each of them the first rows that hold as many samples as are wanted. */
const firstOf = ({ name, table, days, columns, count }: Part): string =>
  `SELECT s.group_id, s.topic_id, s.at, ${columns}
     FROM ${name} g
    CROSS JOIN LATERAL (
      SELECT * FROM (
        SELECT *, sum(${count}) OVER (ORDER BY at) - ${count} AS before FROM ${table}
         WHERE topic_id = g.topic_id AND group_id = g.group_id AND at >= $2 AND ${days} ORDER BY at LIMIT $3) r
       WHERE before < $3) s
    WHERE g.group_id IS NOT NULL`;

/** Days before it are read as minutes: what is finer of them may be gone. */
const firstFineDay = (): string => dayText(dayOf(microsNow()) - 1);

const samplesOf = (rows: readonly Row[]): SampleRow[] =>
  rows.flatMap(({ group_id, topic_id, at, since, offsets, packed }): SampleRow[] => {
    const own = { groupId: group_id, topicId: topic_id };
    if (packed !== null) return decodeSamples(packed).map((sample) => ({ ...own, ...sample }));
    return offsets === null ? [] : [{ ...own, at: microsOf(at), since: since === null ? null : microsOf(since), offsets: decodeOffsets(offsets) }];
  });
