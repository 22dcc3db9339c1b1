import { expect, test } from 'vitest';
import { readEvent } from '#lib/core/conventions/read-event.ts';
import { assembleFlow } from '#lib/core/flows/assemble.ts';
import { event } from '#lib/core/flows/testing/scene.ts';
import { microsFromMillis } from '#lib/core/time.ts';

test('messages of one partition that were written in the same millisecond stand in the order of their offsets', () => {
  const events = Array.from({ length: 15 }, (_, index) => event({ topic: 'steps', offset: index + 2, at: 7, correlation: 'c', type: `Step${index + 1}` }))
    .toReversed()
    .map((record) => ({ ref: String(record.at.offset), at: record.at, timestamp: record.timestamp, timestampType: record.timestampType, observedAt: microsFromMillis(0), size: null, reading: readEvent(record) }));
  const { order, hops } = assembleFlow({ events, spans: [] }, { now: microsFromMillis(Date.UTC(2026, 1, 1)) });
  expect(order.map((record) => 'event' in record && record.event.reading.type)).toEqual(Array.from({ length: 15 }, (_, index) => `Step${index + 1}`));
  expect(hops.map(({ from, to }) => 'event' in from && 'event' in to && to.event.at.offset - from.event.at.offset)).toEqual(Array.from({ length: 14 }, () => 1n));
});
