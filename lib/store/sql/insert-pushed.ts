import type pg from 'pg';

/** Remembers identities (SHA-256) that are new, in one order; returns those as hex. Another process that brings the same one waits until this transaction ends. */
export async function insertIdentities(client: pg.PoolClient, identities: readonly Buffer[], day: string): Promise<ReadonlySet<string>> {
  const { rows } = await client.query<{ identity: Buffer }>(
    `INSERT INTO pushed_event (identity, observed_day)
     SELECT identity, $2::date FROM unnest($1::bytea[]) AS i (identity) ORDER BY identity
     ON CONFLICT DO NOTHING RETURNING identity`,
    [identities, day],
  );
  return new Set(rows.map(({ identity }) => identity.toString('hex')));
}

/** Takes `count` offsets of partition 0 of each topic, in one order; returns the first of each. */
export async function takeOffsets(client: pg.PoolClient, counts: ReadonlyMap<number, number>): Promise<Map<number, bigint>> {
  const { rows } = await client.query<{ id: number; first: string }>(
    `INSERT INTO position AS p (topic_id, partition, next_offset, whole_from)
     SELECT id, 0, count, 0 FROM unnest($1::int[], $2::bigint[]) AS t (id, count) ORDER BY id
     ON CONFLICT (topic_id, partition) DO UPDATE SET next_offset = p.next_offset + excluded.next_offset
     RETURNING topic_id AS id, next_offset AS first`,
    [[...counts.keys()], [...counts.values()]],
  );
  return new Map(rows.map(({ id, first }) => [id, BigInt(first) - BigInt(counts.get(id) ?? 0)]));
}
