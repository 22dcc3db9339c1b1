import { expect, test } from 'vitest';
import { brand } from '#lib/core/brand.ts';
import type { Micros } from '#lib/core/time.ts';
import { isYetToBeSeen, waitingFor, type Read, type Reader } from '#lib/core/whereabouts/waiting.ts';

const HOUR = 3_600_000_000;
const MINUTE = 60_000_000;
const now = brand<Micros>(1_770_000_000_000_000);
const event = (offset: number, partition = 0, topicId = 1): Read => ({ event: `${topicId}/${partition}/${offset}`, topicId, partition, offset: BigInt(offset) });
const reader = (committed: Readonly<Record<number, number>>, changes: Partial<Reader> = {}): Reader => ({
  groupId: 7, group: 'g', topicId: 1, activeAt: now, sampledAt: now, intervalMicros: MINUTE, committed: new Map(Object.entries(committed).map(([partition, offset]) => [Number(partition), BigInt(offset)])), ...changes,
});

test.each<[string, readonly Read[], Reader, readonly string[], readonly [string, bigint][]]>([
  ['it has been read', [event(4)], reader({ 0: 5 }), [], []],
  ['it is next', [event(5)], reader({ 0: 5 }), [], [['1/0/5', 0n]]],
  ['some are ahead of it', [event(9)], reader({ 0: 5 }), [], [['1/0/9', 4n]]],
  ['of several in a partition the furthest counts', [event(9), event(6)], reader({ 0: 5 }), [], [['1/0/9', 4n]]],
  ['of several partitions each', [event(9), event(6, 1)], reader({ 0: 5, 1: 5 }), [], [['1/0/9', 4n], ['1/1/6', 1n]]],
  ['another topic', [event(9, 0, 2)], reader({ 0: 5 }), [], []],
  ['the group has no commit on the partition', [event(9, 3)], reader({ 0: 5 }), [], []],
  ['a span of the group handled it before it committed', [event(9)], reader({ 0: 5 }), ['1/0/9 g'], []],
  ['a span of another group did', [event(9)], reader({ 0: 5 }), ['1/0/9 other'], [['1/0/9', 4n]]],
  ['the group was never seen at work', [event(9)], reader({ 0: 5 }, { activeAt: null }), [], []],
  ['it stopped an hour before', [event(9)], reader({ 0: 5 }, { activeAt: brand<Micros>(now - HOUR) }), [], [['1/0/9', 4n]]],
  ['the groups were not looked at since', [event(9)], reader({ 0: 5 }, { sampledAt: brand<Micros>(now - 1) }), [], []],
  ['it was given up two days before', [event(9)], reader({ 0: 5 }, { activeAt: brand<Micros>(now - 48 * HOUR) }), [], []],
])('%s', (_what, events, group, handled, expected) => {
  const waits = waitingFor(events, [group], (each, by) => handled.includes(`${each} ${by}`), now);
  expect(waits.map((wait) => [wait.event, wait.ahead])).toEqual(expected);
});

test.each<[string, Partial<Reader>, boolean]>([
  ['it was looked at since', {}, false],
  ['the next look is yet to come', { sampledAt: brand<Micros>(now - MINUTE) }, true],
  ['a look takes its time', { sampledAt: brand<Micros>(now - 2 * MINUTE) }, true],
  ['nobody looks any more', { sampledAt: brand<Micros>(now - 2 * MINUTE - 1) }, false],
  ['it was never seen at work', { sampledAt: brand<Micros>(now - MINUTE), activeAt: null }, false],
  ['it was given up two days before', { sampledAt: brand<Micros>(now - MINUTE), activeAt: brand<Micros>(now - 48 * HOUR) }, false],
])('whether a group is yet to be looked at: %s', (_what, changes, expected) => {
  expect(isYetToBeSeen(reader({}, changes), now, now)).toBe(expected);
});
