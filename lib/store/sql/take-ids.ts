import type pg from 'pg';

/** The next numbers of a sequence. */
export async function takeIds(client: pg.ClientBase, sequence: 'event_chunk_id' | 'span_block_id', count: number): Promise<readonly bigint[]> {
  const { rows } = await client.query<{ id: string }>({ name: 'take-ids', text: 'SELECT nextval($1::regclass) AS id FROM generate_series(1, $2)', values: [sequence, count] });
  return rows.map(({ id }) => BigInt(id));
}
