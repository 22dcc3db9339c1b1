import { setImmediate, setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { ProcessorTime } from '#lib/collector/processor-time.ts';

/** Busy for the loop, and on no processor: as a thread is that others keep from it. */
const keptFromIt = (ms: number): unknown => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);

test('a thread that is busy and does not run wants for a processor, and one that waits for others does not', async () => {
  const time = new ProcessorTime();
  await setImmediate();
  keptFromIt(200);
  expect(time.wasScarce()).toBe(true);
  await delay(200);
  expect(time.wasScarce()).toBe(false);
});
