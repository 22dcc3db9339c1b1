import { expect, test, vi } from 'vitest';
import { CollectorMetrics } from '#lib/collector/metrics.ts';
import { storeSink } from '#lib/collector/sink.ts';
import { DEFAULT_CONVENTIONS } from '#lib/core/conventions/conventions.ts';
import type { SourceBatch } from '#lib/sources/source.ts';
import { eventFact } from '#lib/store/testing/facts.ts';
import { freshStore } from '#lib/store/testing/fresh-store.ts';

const batch: SourceBatch = { source: 'kafka', slices: [{ topic: 'orders', incarnation: 0, partition: 0, from: 0n, to: 1n, events: [eventFact(0n).record] }] };
const DAY_MS = 86_400_000;

test.each([['a month behind', -30 * DAY_MS], ['a month ahead', 30 * DAY_MS]])('by a clock that is %s nothing is stored, and all of it when it is set right', async (_, off) => {
  const store = await freshStore();
  const sink = storeSink(store, { conventions: DEFAULT_CONVENTIONS, masking: null, payloadLimit: 65_536, metrics: new CollectorMetrics(), appended: () => undefined });
  const days = async (): Promise<unknown> => (await store.pool.query('SELECT inhrelid::regclass::text AS name FROM pg_inherits ORDER BY 1')).rows;
  await sink.startAt('kafka', { topic: 'orders', partition: 0 }, 0, 0n);
  const before = await days();
  const wrong = Date.now() + off;
  const clock = vi.spyOn(Date, 'now').mockReturnValue(wrong);
  try {
    await expect(sink.append(batch)).rejects.toMatchObject({ code: 'unavailable', message: expect.stringMatching(/^The clock of this process says \S+, and that of the database \S+\. Nothing is stored/) });
  } finally {
    clock.mockRestore();
  }
  expect(await store.prisma.event.count()).toBe(0);
  expect(await days()).toEqual(before);
  expect(await sink.append(batch)).toMatchObject({ events: 1, duplicates: 0 });
});
