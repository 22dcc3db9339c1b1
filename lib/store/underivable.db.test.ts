import { expect, test } from 'vitest';
import { brand } from '#lib/core/brand.ts';
import type { Micros } from '#lib/core/time.ts';
import { freshStore } from '#lib/store/testing/fresh-store.ts';
import { inTransaction } from '#lib/store/transaction.ts';
import { dueUnderivable, forgetUnderivable, listUnderivable, noteUnderivable, retryUnderivable } from '#lib/store/underivable.ts';

const uuid = (number: number): string => `00000000-0000-0000-0000-${String(number).padStart(12, '0')}`;
const at = (micros: number): Micros => brand<Micros>(micros);
const HOUR = 3_600_000_000;

test('what fails is due an hour later, that first which has been due for longest, and once more when it fails once more', async () => {
  const { pool } = await freshStore();
  await inTransaction(pool, async (client) => {
    expect(await dueUnderivable(client, at(HOUR), 10)).toBeNull();
    await noteUnderivable(client, { events: [uuid(1)], traces: [] }, { at: at(2), reason: 'first' });
    await noteUnderivable(client, { events: [], traces: [uuid(1)] }, { at: at(1), reason: 'of a trace with the same reference' });
    expect(await dueUnderivable(client, at(HOUR), 10)).toEqual({ events: [], traces: [] });
    expect(await dueUnderivable(client, at(HOUR + 1), 10)).toEqual({ events: [], traces: [uuid(1)] });
    expect(await dueUnderivable(client, at(HOUR + 2), 1)).toEqual({ events: [], traces: [uuid(1)] });
    expect(await dueUnderivable(client, at(HOUR + 2), 10)).toEqual({ events: [uuid(1)], traces: [uuid(1)] });
    await noteUnderivable(client, { events: [uuid(1)], traces: [] }, { at: at(9), reason: 'again' });
    expect(await dueUnderivable(client, at(HOUR + 2), 10)).toEqual({ events: [], traces: [uuid(1)] });
    expect(await retryUnderivable(client)).toBe(2);
    expect(await dueUnderivable(client, at(0), 10)).toEqual({ events: [uuid(1)], traces: [uuid(1)] });
    await forgetUnderivable(client, { events: [], traces: [uuid(1)] });
  });
  expect(await listUnderivable(pool, 10)).toMatchObject([{ at: 9, reason: 'again', what: { partition: 0, offset: 1n } }]);
});

test('a reason may be any text', async () => {
  const { pool } = await freshStore();
  await inTransaction(pool, (client) => noteUnderivable(client, { events: [], traces: [uuid(1)] }, { at: at(0), reason: `\0 \ud800 ${'x'.repeat(1_000_000)}` }));
  const [found] = await listUnderivable(pool, 10);
  expect(found?.reason).toHaveLength(2000);
});
