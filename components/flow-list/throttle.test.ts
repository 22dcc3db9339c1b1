import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { throttle } from '#components/flow-list/throttle.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('the first comes at once, the rest as one, after a rest that begins when the first has ended', async () => {
  const calls: PromiseWithResolvers<void>[] = [];
  const { ask } = throttle(() => {
    const call = Promise.withResolvers<void>();
    calls.push(call);
    return call.promise;
  }, 500);
  ask();
  ask();
  ask();
  expect(calls).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(5000); // a slow server is not asked again
  expect(calls).toHaveLength(1);
  calls[0]!.resolve();
  await vi.advanceTimersByTimeAsync(499);
  expect(calls).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(1);
  expect(calls).toHaveLength(2);
  calls[1]!.resolve();
  await vi.advanceTimersByTimeAsync(10_000);
  expect(calls).toHaveLength(2);
  ask();
  expect(calls).toHaveLength(3);
});

test('nothing comes after it is stopped', async () => {
  let calls = 0;
  const { ask, stop } = throttle(async () => void calls++, 500);
  ask();
  ask();
  stop();
  await vi.advanceTimersByTimeAsync(1000);
  ask();
  await vi.advanceTimersByTimeAsync(1000);
  expect(calls).toBe(1);
});
