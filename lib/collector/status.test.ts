import { expect, test } from 'vitest';
import { CollectorMetrics } from '#lib/collector/metrics.ts';
import { collectorStatus } from '#lib/collector/status.ts';

const NOW = 1_795_000_000_000;
const observed = (metrics: CollectorMetrics, oldestAt: number | null) =>
  collectorStatus({ startedAt: NOW - 1000, sources: [], rolling: false, pending: { batches: oldestAt === null ? 0 : 1, oldestAt }, commits: [], metrics, error: null, clean: String }, NOW);

test('how far the rollup is behind is told by what waits, whoever rolls up and whether its passes succeed', async () => {
  const metrics = new CollectorMetrics();
  const told = async (): Promise<number | undefined> => (await metrics.rollupBehindSeconds.get()).values[0]?.value;
  expect(observed(metrics, (NOW - 7500) * 1000).rollupBehindMs).toBe(7500);
  expect(await told()).toBe(7.5);
  expect(observed(metrics, null).rollupBehindMs).toBe(0);
  expect(await told()).toBe(0);
});
