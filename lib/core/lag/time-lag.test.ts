import fc from 'fast-check';
import { expect, test } from 'vitest';
import { brand } from '#lib/core/brand.ts';
import { appendedAt, withEnd, type LogTimes } from '#lib/core/lag/log-times.ts';
import { behindSince, longestBehind, type BehindSince, type NextRecord } from '#lib/core/lag/time-lag.ts';
import type { Micros } from '#lib/core/time.ts';

const SECOND = 1_000_000;
const YEAR = 365 * 86_400 * SECOND;
const BEGAN = 1_770_000_000 * SECOND;
const at = (seconds: number): Micros => brand<Micros>(BEGAN + seconds * SECOND);
const times = (...points: readonly (readonly [number, number])[]): LogTimes => points.reduce<LogTimes>((known, [end, seconds]) => withEnd(known, BigInt(end), at(seconds)), []);
const record = (changes: Partial<NextRecord>): NextRecord => ({ offset: 50n, timestamp: null, isAppendTime: false, observedAt: at(15), isFirst: true, ...changes });
/** The end was 40 ten seconds after the beginning, 60 after twenty, 100 after a hundred. */
const LOG = times([40, 10], [60, 20], [100, 100]);

test.each<[string, NextRecord | null, LogTimes, BehindSince]>([
  ['the broker wrote down when', record({ timestamp: at(14), isAppendTime: true }), LOG, { evidence: 'appended', since: at(14) }],
  ['it was seen as it came', record({ timestamp: at(13) }), LOG, { evidence: 'observed', since: at(15) }],
  ['it was seen as it came, and its producer says a year ago', record({ timestamp: brand<Micros>(at(15) - YEAR) }), LOG, { evidence: 'observed', since: at(15) }],
  ['it was seen a little after the look that showed it', record({ observedAt: at(23) }), LOG, { evidence: 'observed', since: at(20) }],
  ['it was seen long after it came', record({ timestamp: brand<Micros>(at(15) - YEAR), observedAt: at(90) }), LOG, { evidence: 'estimated', since: brand<Micros>(at(15) + SECOND / 2) }],
  ['nothing looked at the log when it came, and it was seen just after it was made', record({ timestamp: at(13) }), [], { evidence: 'observed', since: at(15) }],
  ['nothing looked at the log when it came, and it was seen an hour after it was made', record({ timestamp: at(-3600) }), [], { evidence: 'message-age', since: at(-3600) }],
  ['a backfill from before anything looked', record({ timestamp: brand<Micros>(at(15) - YEAR) }), [], { evidence: 'more-than', since: at(15) }],
  ['a producer’s clock in the future', record({ timestamp: at(9000) }), [], { evidence: 'more-than', since: at(15) }],
  ['an append in the future is now', record({ timestamp: at(9000), isAppendTime: true }), LOG, { evidence: 'appended', since: at(100) }],
  ['it is not stored, and the looks tell', null, LOG, { evidence: 'estimated', since: brand<Micros>(at(15) + SECOND / 2) }],
  ['it is not stored, and was there before the looks', null, times([60, 20], [100, 100]), { evidence: 'more-than', since: at(20) }],
  ['what is stored may not be the first', record({ timestamp: at(14), isAppendTime: true, isFirst: false }), times([60, 20], [100, 100]), { evidence: 'more-than', since: at(15) }],
  ['nothing tells', null, [], { evidence: 'unknown', since: null }],
])('since when: %s', (_what, next, log, expected) => {
  expect(behindSince({ committed: 50n, next, times: log, intervalMicros: 10 * SECOND, now: at(100) })).toEqual(expected);
});

const anyLog = fc.array(fc.tuple(fc.integer({ min: 0, max: 30 }), fc.integer({ min: 0, max: 20 })), { maxLength: 40 }).map((steps) => {
  let [end, now] = [0, 0];
  return times(...steps.map(([more, later]): [number, number] => [(end += more), (now += later)]));
});
const anyRecord = fc.option(fc.record({ offset: fc.bigInt({ min: 0n, max: 400n }), timestamp: fc.option(fc.integer({ min: -1e9, max: 1e9 }).map(at)), isAppendTime: fc.boolean(), observedAt: fc.integer({ min: 0, max: 900 }).map(at), isFirst: fc.boolean() }));

test('a time lag is never negative, and an estimate is never older than the looks', () => {
  fc.assert(fc.property(anyLog, anyRecord, fc.bigInt({ min: 0n, max: 400n }), (log, next, committed) => {
    const now = at(800);
    const found = behindSince({ committed, next, times: log, intervalMicros: 10 * SECOND, now });
    if (found.since !== null) expect(found.since).toBeLessThanOrEqual(now);
    if (found.evidence === 'estimated') expect(found.since).toBeGreaterThanOrEqual(log[0]?.first ?? Infinity);
    expect(found.evidence === 'unknown').toBe(found.since === null);
  }));
});

test('an append that fell between two looks is estimated between them, wherever it was', () => {
  fc.assert(fc.property(fc.array(fc.tuple(fc.integer({ min: 1, max: 50 }), fc.integer({ min: 1, max: 100 })), { minLength: 2, maxLength: 60 }), fc.nat(), (steps, pick) => {
    // The truth: after each look so many messages come, evenly until the next.
    let [end, now] = [0, 0];
    const appended: number[] = [];
    const points: [number, number][] = [[0, 0]];
    for (const [messages, seconds] of steps) {
      for (let index = 1; index <= messages; index++) appended.push(now + (seconds * index) / messages);
      points.push([(end += messages), (now += seconds)]);
    }
    const offset = pick % end;
    const found = appendedAt(times(...points), BigInt(offset));
    expect(found?.kind).toBe('between');
    if (found?.kind === 'between') expect(Math.abs(found.at - at(appended[offset] ?? -1))).toBeLessThanOrEqual(1);
  }));
});

test('however long it is kept, it is bounded, and reaches back to the beginning', () => {
  const log = times(...Array.from({ length: 10_000 }, (_, index): [number, number] => [index, index]));
  expect(log.length).toBeLessThanOrEqual(240);
  expect(log[0]?.first).toBe(at(0));
  expect(appendedAt(log, 9990n)).toMatchObject({ kind: 'between', by: at(9991) });
});

test('an end that fell is of another log', () => {
  expect(times([40, 10], [60, 20], [5, 30])).toEqual([{ end: 5n, first: at(30), last: at(30) }]);
});

const since = (seconds: number, evidence: 'appended' | 'observed' | 'more-than' = 'observed'): BehindSince => ({ evidence, since: at(seconds) });
const unknown: BehindSince = { evidence: 'unknown', since: null };
test.each<[string, readonly (readonly [bigint | null, BehindSince, boolean?])[], BehindSince | null]>([
  ['the longest counts', [[5n, since(30)], [5n, since(20, 'appended')]], since(20, 'appended')],
  ['without lag there is none', [[0n, unknown], [0n, unknown]], null],
  ['what cannot be read does not wait', [[1n, since(1), true], [0n, unknown]], null],
  ['one that does not tell leaves a lower bound', [[5n, since(30)], [5n, unknown]], since(30, 'more-than')],
  ['one of which the lag is not known, too', [[5n, since(30)], [null, unknown]], since(30, 'more-than')],
  ['a lower bound among them is one of all', [[5n, since(30)], [5n, since(40, 'more-than')]], since(30, 'more-than')],
  ['nothing tells', [[5n, unknown]], unknown],
  ['no partitions', [], unknown],
])('of a group: %s', (_what, partitions, expected) => {
  expect(longestBehind(partitions.map(([lag, behind, drained = false]) => ({ lag, behind, drained })))).toEqual(expected);
});
