import { expect, test } from 'vitest';
import { keyTerms } from '#lib/services/flows/key-terms.ts';
import { lookUp } from '#lib/services/flows/look-up.ts';
import type { Store } from '#lib/store/store.ts';
import { freshStore } from '#lib/store/testing/fresh-store.ts';

test('a look-up is planned once: a plan for the key at hand would cost no less', async () => {
  const { pool } = await freshStore();
  const client = await pool.connect();
  try {
    await lookUp({ pool: client as unknown as Store['pool'] }, keyTerms('4711'));
    const costOf = async (mode: 'force_generic_plan' | 'force_custom_plan'): Promise<number> => {
      await client.query(`SET plan_cache_mode = ${mode}`);
      const { rows } = await client.query<{ 'QUERY PLAN': { Plan: { 'Total Cost': number } }[] }>(`EXPLAIN (FORMAT JSON) EXECUTE "look-up-key" ('4711', NULL, '{4711}', NULL, NULL, '{1}')`);
      return rows[0]!['QUERY PLAN'][0]!.Plan['Total Cost'];
    };
    expect(await costOf('force_custom_plan')).toBe(await costOf('force_generic_plan'));
  } finally {
    client.release(true);
  }
});
