import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { openClientStream } from '#lib/web/live/event-stream.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

async function readAll(body: ReadableStream<Uint8Array>, into: string[]): Promise<void> {
  for await (const chunk of body) into.push(Buffer.from(chunk).toString());
}

test('a quiet stream shows that it lives, and ends itself within four minutes', async () => {
  const onClose = vi.fn<() => void>();
  const { body } = openClientStream(onClose);
  const got: string[] = [];
  const reading = readAll(body, got);
  await vi.advanceTimersByTimeAsync(61_000);
  expect(got).toEqual(['retry: 1000\n: welcome\n\n', ...Array<string>(4).fill(': still here\n\n')]);
  expect(onClose).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(4 * 60_000 - 61_000);
  await reading;
  expect(onClose).toHaveBeenCalledOnce();
  expect(vi.getTimerCount()).toBe(0);
});

test('changes in quick succession are one message', async () => {
  const { body, changed, close } = openClientStream(() => {});
  const got: string[] = [];
  const reading = readAll(body, got);
  changed('flows', { version: '1', ids: ['a'], many: false });
  await vi.advanceTimersByTimeAsync(24);
  changed('flows', { version: '2', ids: ['b'], many: false });
  expect(got).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(1);
  expect(got[1]).toBe('event: flows\nid: 2\ndata: {"version":"2","ids":["a","b"],"many":false}\n\n');
  close();
  await reading;
  changed('flows', { version: '3', ids: [], many: true });
  await vi.advanceTimersByTimeAsync(1000);
  expect(got).toHaveLength(2);
  expect(vi.getTimerCount()).toBe(0);
});
