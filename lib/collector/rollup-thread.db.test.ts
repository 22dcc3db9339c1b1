import { setTimeout as delay } from 'node:timers/promises';
import { pino } from 'pino';
import { expect, onTestFinished, test } from 'vitest';
import { CollectorMetrics } from '#lib/collector/metrics.ts';
import { RollupThread } from '#lib/collector/rollup-thread.ts';
import { event, span, traceId } from '#lib/core/flows/testing/scene.ts';
import { noConventions } from '#lib/env/conventions.ts';
import { readUnderivable } from '#lib/services/health/underivable.ts';
import { append } from '#lib/services/rollup/testing/rollup.ts';
import { freshStore } from '#lib/store/testing/fresh-store.ts';

test('what takes more memory than the thread may have is found and put aside, and the process goes on', async () => {
  const store = await freshStore();
  const huge = Array.from({ length: 40_000 }, (_, index) => span({ trace: 'huge', name: `span ${index} ${'x'.repeat(500)}`, at: index }));
  await append(store, [...['a', 'b'].map((trace) => span({ trace, name: trace })), ...huge]);
  await append(store, [event({ topic: 'orders', offset: 0, correlation: 'c' })]);
  const said: string[] = [];
  const log = pino({ level: 'error' }, { write: (line: string) => void said.push(line) });
  const rollup = new RollupThread({ database: { url: store.url, application: 'throughline test' }, conventions: noConventions(), masking: { masking: { payloadOff: [], pointers: [], headers: [], attributes: [], patterns: [] }, maskingKey: null, dataDir: '.throughline' }, hubLimit: 10_000, compensations: [], stallSeconds: 60, tracingEndpoint: null }, { metrics: new CollectorMetrics(), log }, 96);
  rollup.start();
  onTestFinished(() => rollup.stop());
  const isDone = async (): Promise<boolean> => (await store.prisma.flow.count()) === 3 && (await store.prisma.change.count()) === 0 && (await store.prisma.underivable.count()) === 1;
  while (!(await isDone())) await delay(100);
  expect((await readUnderivable(store)).underivable).toMatchObject([{ what: { trace: traceId('huge') }, reason: 'deriving it took more memory than 96 MB' }]);
  expect(said.filter((line) => line.includes('its thread begins anew')).length).toBeLessThan(5);
}, 120_000);
