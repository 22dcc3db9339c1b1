/** prisma/schema.prisma describes what the hand-written migrations make: this compares the two, since the engine cannot read partitions. */
import { expect, test } from 'vitest';
import { freshStore } from '#lib/store/testing/fresh-store.ts';
import { readModels } from '#lib/store/testing/prisma-models.ts';

test('every model has its table, with the same columns, types and nullability', async () => {
  const { pool } = await freshStore();
  const { rows } = await pool.query<{ table: string; column: string; type: string }>(
    `SELECT relname AS table, attname AS column, format_type(atttypid, atttypmod) || CASE WHEN attnotnull THEN ' not null' ELSE '' END AS type
       FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
      WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND NOT relispartition AND attnum > 0 AND NOT attisdropped
        AND relname <> '_prisma_migrations'`,
  );
  const database: Record<string, Record<string, string>> = {};
  for (const { table, column, type } of rows) (database[table] ??= {})[column] = type;
  expect(database).toEqual(Object.fromEntries((await readModels()).map(({ table, columns }) => [table, columns])));
});

test('the primary keys and unique indexes are those of the models, but for the partial ones, for which Prisma has no words', async () => {
  const { pool } = await freshStore();
  const { rows } = await pool.query<{ table: string; columns: string }>(
    `SELECT relname AS table, string_agg(attname, ',' ORDER BY position) AS columns
       FROM pg_index JOIN pg_class ON pg_class.oid = indrelid,
            unnest(indkey::int[]) WITH ORDINALITY AS k (attribute, position)
       JOIN pg_attribute ON attnum = attribute
      WHERE attrelid = indrelid AND indisunique AND indpred IS NULL AND relnamespace = 'public'::regnamespace AND NOT relispartition AND relname <> '_prisma_migrations'
      GROUP BY relname, indexrelid ORDER BY 1, 2`,
  );
  const models = await readModels();
  expect(rows.map(({ table, columns }) => `${table}(${columns})`)).toEqual(models.flatMap(({ unique }) => unique).toSorted());
});
