/** The newest samples of many groups on many topics, for whoever goes on where another process stopped. */
import type pg from 'pg';
import type { Micros } from '#lib/core/time.ts';
import { microsOf } from '#lib/store/micros-of.ts';
import { decodeOffsets } from '#lib/store/packed-offsets.ts';
import { decodeSamples, type PackedSample } from '#lib/store/packed-samples.ts';
import { dayOf, dayText } from '#lib/store/partitions.ts';

export interface SamplePair {
  readonly groupId: number;
  readonly topicId: number;
}

export interface LatestSamples extends SamplePair {
  /** Since the time that was asked for, oldest first. */
  readonly recent: readonly PackedSample[];
  /** Some of those before it, oldest first: unpacked when they are asked for. */
  before(): readonly PackedSample[];
}

/** As many as are written until they are packed, and one packed row. */
const MOST_SHORT = 40;
const MOST_PACKED = 2;

interface Row {
  readonly place: string;
  readonly at: string;
  readonly since: string | null;
  readonly offsets: Uint8Array | null;
  readonly packed: Uint8Array | null;
}

/** In the order of the pairs; of the day of `from` and of the one before. */
export async function readLatestSamples(client: pg.ClientBase, pairs: readonly SamplePair[], from: Micros): Promise<LatestSamples[]> {
  if (pairs.length === 0) return [];
  const newest = (columns: string, table: string, most: number): string =>
    `SELECT w.place, s.* FROM w CROSS JOIN LATERAL (SELECT ${columns} FROM ${table} r WHERE r.topic_id = w.topic_id AND r.group_id = w.group_id AND r.observed_day >= $3::date ORDER BY r.at DESC LIMIT ${most}) s`;
  const { rows } = await client.query<Row>({
    name: 'read-latest-samples',
    text: `WITH w AS (SELECT * FROM unnest($1::int[], $2::int[]) WITH ORDINALITY AS w (group_id, topic_id, place))
           ${newest('at, since, offsets, NULL::bytea AS packed', 'commit_sample', MOST_SHORT)} UNION ALL ${newest('at, NULL::bigint, NULL::bytea, packed', 'commit_fine', MOST_PACKED)}`,
    values: [pairs.map(({ groupId }) => groupId), pairs.map(({ topicId }) => topicId), dayText(dayOf(from) - 1)],
  });
  const by = Map.groupBy(rows, ({ place }) => Number(place) - 1);
  return pairs.map((pair, place) => {
    const own = by.get(place) ?? [];
    const fresh = own.filter(({ at }) => Number(at) >= from).flatMap(samplesOf);
    return {
      ...pair,
      recent: inOrder(fresh.filter(({ at }) => at >= from)),
      before: () => inOrder([...own.filter(({ at }) => Number(at) < from).flatMap(samplesOf), ...fresh.filter(({ at }) => at < from)]),
    };
  });
}

const inOrder = (samples: readonly PackedSample[]): PackedSample[] => samples.toSorted((a, b) => a.at - b.at);

function samplesOf({ at, since, offsets, packed }: Row): PackedSample[] {
  if (packed !== null) return decodeSamples(packed);
  return offsets === null ? [] : [{ at: microsOf(at), since: since === null ? null : microsOf(since), offsets: decodeOffsets(offsets) }];
}
