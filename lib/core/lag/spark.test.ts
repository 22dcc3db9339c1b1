import { expect, test } from 'vitest';
import { NO_SPARK, SPARK_MINUTES, withMinute, type Spark } from '#lib/core/lag/spark.ts';

const spark = (minute: number, ...lags: (bigint | null)[]): Spark => ({ minute, lags });

test.each<[string, Spark, number, bigint | null, boolean, Spark]>([
  ['the first', NO_SPARK, 100, 5n, true, spark(100, 5n)],
  ['the same minute again', spark(100, 4n, 5n), 100, 6n, true, spark(100, 4n, 6n)],
  ['the next minute', spark(100, 5n), 101, 6n, true, spark(101, 5n, 6n)],
  ['minutes without a change', spark(100, 5n), 103, 6n, true, spark(103, 5n, 5n, 5n, 6n)],
  ['minutes in which nobody looked', spark(100, 5n), 103, 6n, false, spark(103, 5n, null, null, 6n)],
  ['a lag that is not known', spark(100, 5n), 101, null, true, spark(101, 5n, null)],
  ['a clock that was set back', spark(100, 5n), 90, 6n, true, spark(100, 6n)],
])('the lag of minutes: %s', (_what, before, minute, lag, wasLookedAt, expected) => {
  expect(withMinute(before, minute, lag, wasLookedAt)).toEqual(expected);
});

test('no more than an hour is kept, however long nobody looked', () => {
  expect(withMinute(spark(100, 5n), 100_000, 6n, false).lags).toEqual([...Array.from({ length: SPARK_MINUTES - 1 }, () => null), 6n]);
});
