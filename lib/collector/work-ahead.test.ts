import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { expect, test } from 'vitest';
import { WorkAhead } from '#lib/collector/work-ahead.ts';

/** What another thread sees. */
async function seenElsewhere(ahead: WorkAhead): Promise<boolean> {
  const code = `
    const { parentPort, workerData } = require('node:worker_threads');
    import(${JSON.stringify(new URL('./work-ahead.ts', import.meta.url).href)}).then(({ WorkAhead }) => parentPort.postMessage(new WorkAhead(workerData).isUnderWay));`;
  const worker = new Worker(code, { eval: true, execArgv: [], workerData: ahead.memory });
  const [seen] = (await once(worker, 'message')) as [boolean];
  await worker.terminate();
  return seen;
}

test('another thread sees that work is under way until the last of it is done', async () => {
  const ahead = new WorkAhead();
  const [first, second] = [Promise.withResolvers<string>(), Promise.withResolvers<string>()];
  const [one, other] = [ahead.during(() => first.promise), ahead.during(() => second.promise)];
  first.resolve('stored');
  expect(await one).toBe('stored');
  expect(await seenElsewhere(ahead)).toBe(true);
  second.resolve('');
  await other;
  expect(await seenElsewhere(ahead)).toBe(false);
});

test('work that fails is done, and says how', async () => {
  const ahead = new WorkAhead();
  await expect(ahead.during(() => Promise.reject(new Error('no room')))).rejects.toThrow('no room');
  await expect(
    ahead.during(() => {
      throw new Error('at once');
    }),
  ).rejects.toThrow('at once');
  expect(ahead.isUnderWay).toBe(false);
});
