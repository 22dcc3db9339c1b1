import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { Abandoned, Gatherer } from '#lib/sources/kafka/gatherer.ts';
import type { Shared } from '#lib/sources/kafka/options.ts';
import type { StatusBoard } from '#lib/sources/kafka/status.ts';

const part = { slice: { topic: 'orders', partition: 0, events: [] }, spans: [], quarantined: [], bytes: 1 } as unknown as Parameters<Gatherer['add']>[0];

test('what is given up while the brokers are asked for its topic is not written when they answer', async () => {
  const appended: unknown[] = [];
  const shared = { options: { name: 'kafka' }, sink: { append: (batch: unknown) => Promise.resolve(appended.push(batch)) }, log: { debug: () => undefined } } as unknown as Shared;
  const question = Promise.withResolvers<ReadonlySet<string>>();
  const gatherer = new Gatherer(shared, { accepted: () => undefined } as unknown as StatusBoard, () => question.promise);
  const added = gatherer.add(part);
  await delay(20);
  gatherer.abandon();
  await expect(added).rejects.toBeInstanceOf(Abandoned);
  question.resolve(new Set());
  await delay(20);
  expect(appended).toEqual([]);
  await gatherer.add(part);
  expect(appended).toHaveLength(1);
});
