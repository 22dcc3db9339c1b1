import { expect, onTestFinished, test } from 'vitest';
import { FLOWS_CHANNEL, listen, notifyFlows, type Notice } from '#lib/store/notify.ts';
import { writeStatus } from '#lib/store/process-status.ts';
import type { Store } from '#lib/store/store.ts';
import { freshStore } from '#lib/store/testing/fresh-store.ts';

/** Notices in the order in which they come. */
async function listenTo(store: Pick<Store, 'url' | 'application'>) {
  const notices: Notice[] = [];
  let wake = (): void => {};
  const listener = await listen(store, [FLOWS_CHANNEL], (notice) => {
    notices.push(notice);
    wake();
  });
  onTestFinished(() => listener.close());
  return async (): Promise<Notice> => {
    while (notices.length === 0) {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
    return notices.shift() as Notice;
  };
}

test('names the flows that changed, or says that they are many', async () => {
  const store = await freshStore();
  const next = await listenTo(store);
  await notifyFlows(store.pool, { version: '7', ids: ['a', 'b'] });
  expect(await next()).toEqual({ kind: 'message', channel: FLOWS_CHANNEL, payload: '{"version":"7","ids":["a","b"],"many":false}' });
  await notifyFlows(store.pool, { version: '8', ids: Array.from({ length: 400 }, (_, index) => String(index).padStart(16, '0')) });
  expect(await next()).toEqual({ kind: 'message', channel: FLOWS_CHANNEL, payload: expect.stringContaining('"ids":["0') });
  await notifyFlows(store.pool, { version: '9', ids: Array.from({ length: 500 }, (_, index) => String(index).padStart(16, '0')) });
  expect(await next()).toEqual({ kind: 'message', channel: FLOWS_CHANNEL, payload: '{"version":"9","ids":[],"many":true}' });
});

test('a listener whose connection dies comes back and says so', async () => {
  const store = await freshStore();
  const next = await listenTo(store);
  await store.pool.query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND application_name LIKE '%listen'`);
  expect(await next()).toEqual({ kind: 'reconnected' });
  await notifyFlows(store.pool, { version: '1', ids: [] });
  expect(await next()).toMatchObject({ kind: 'message' });
});

test('a listener of a database that is away closes at once', async () => {
  const listener = await listen({ url: 'postgresql://nobody@127.0.0.1:1/none', application: 'test' }, [FLOWS_CHANNEL], () => {});
  await listener.close();
});

test('a process status replaces the one before, whatever strings are in it', async () => {
  const store = await freshStore();
  await writeStatus(store, 'c1', 'collector', { error: 'x' });
  await writeStatus(store, 'c1', 'collector', { error: 'bad \0 byte', list: ['\uD800'] });
  expect(await store.prisma.processStatus.findMany()).toMatchObject([{ id: 'c1', role: 'collector', status: { error: 'bad \uFFFD byte', list: ['\uFFFD'] } }]);
});
