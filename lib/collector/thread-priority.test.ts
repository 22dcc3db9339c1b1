import { getPriority } from 'node:os';
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { expect, test } from 'vitest';

test.skipIf(process.platform !== 'linux')('the thread that yields does, and the others of its process do not', async () => {
  const code = `
    const { parentPort } = require('node:worker_threads');
    const { readlinkSync } = require('node:fs');
    const { getPriority } = require('node:os');
    import(${JSON.stringify(new URL('./thread-priority.ts', import.meta.url).href)}).then(({ yieldToOthers }) => {
      yieldToOthers();
      parentPort.postMessage(getPriority(Number(readlinkSync('/proc/thread-self').split('/').at(-1))));
    });`;
  const before = getPriority();
  const worker = new Worker(code, { eval: true, execArgv: [] });
  const [priority] = (await once(worker, 'message')) as [number];
  await worker.terminate();
  expect(priority).toBe(Math.min(19, before + 1));
  expect(getPriority()).toBe(before);
});
