import { setTimeout as delay } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { FlowsChanged } from '#lib/contracts/stream.ts';
import { changeFailureGroup, discardFailureGroup } from '#lib/services/dead-letters/decide-group.ts';
import { insertLetters } from '#lib/services/dead-letters/testing/letters.ts';
import { FLOWS_CHANNEL, notifyFlows, notifyLag, notifyLetters } from '#lib/store/notify.ts';
import { freshStore } from '#lib/store/testing/fresh-store.ts';
import { inTransaction } from '#lib/store/transaction.ts';
import { LiveHub } from '#lib/web/live/hub.ts';

const decoder = new TextDecoder();

async function hubOf() {
  const store = await freshStore();
  const open = { count: 0 };
  const hub = new LiveHub(store, { set: (count) => void (open.count = count) });
  onTestFinished(() => hub.close());
  const listeners = async () => {
    const { rows } = await store.pool.query<{ n: number }>(`SELECT count(*)::int AS n FROM pg_stat_activity WHERE datname = current_database() AND query ILIKE 'listen%'`);
    return rows[0]?.n;
  };
  return { store, hub, open, listeners };
}

/** Reads one client's stream; `until` waits for a text to be in what it got. */
function reader(body: ReadableStream<Uint8Array>) {
  const from = body.getReader();
  let text = '';
  let ended = false;
  const reading = (async () => {
    for (;;) {
      const { done, value } = await from.read();
      if (done) break;
      text += decoder.decode(value);
    }
    ended = true;
  })();
  const until = async (wanted: () => boolean) => {
    while (!wanted()) await delay(10);
  };
  return {
    text: () => text,
    messages: () => [...text.matchAll(/^data: (.*)$/gm)].map((match) => FlowsChanged.parse(JSON.parse(match[1]!))),
    waitFor: (part: string) => until(() => text.includes(part)),
    end: () => until(() => ended),
    cancel: () => from.cancel(),
    reading,
  };
}

test('every client hears of every pass, over one connection', async () => {
  const { store, hub, open, listeners } = await hubOf();
  const clients = await Promise.all([1, 2, 3].map(async () => reader(await hub.open(['flows'], new AbortController().signal))));
  expect(open.count).toBe(3);
  expect(await listeners()).toBe(1);
  await notifyFlows(store.pool, { version: '7', ids: ['a', 'b'] });
  for (const client of clients) {
    await client.waitFor('data: ');
    expect(client.text()).toMatch(/^retry: 1000\n/);
    expect(client.text()).toContain('event: flows\nid: 7\n');
    expect(client.messages()).toEqual([{ version: '7', ids: ['a', 'b'], many: false }]);
  }
});

test('passes in quick succession are one message', async () => {
  const { store, hub } = await hubOf();
  const client = reader(await hub.open(['flows'], new AbortController().signal));
  // As quick as can be, on a busy machine too: what one transaction says is heard at once.
  await inTransaction(store.pool, async (client) => {
    for (let pass = 1; pass <= 20; pass++) await notifyFlows(client, { version: String(pass), ids: [`f${pass}`] });
  });
  await client.waitFor('id: 20\n');
  const messages = client.messages();
  expect(messages.length).toBeLessThan(20);
  expect(messages.flatMap(({ ids }) => ids).sort()).toEqual(Array.from({ length: 20 }, (_, n) => `f${n + 1}`).sort());
});

test('a client that does not read holds one message, however much happens', async () => {
  const { store, hub } = await hubOf();
  const body = await hub.open(['flows'], new AbortController().signal);
  for (let burst = 0; burst < 15; burst++) {
    await notifyFlows(store.pool, { version: String(burst), ids: [`f${burst}`] });
    await delay(120);
  }
  const late = reader(body);
  await late.waitFor('id: 14\n');
  expect(late.messages().length).toBeLessThanOrEqual(9);
  expect(new Set(late.messages().flatMap(({ ids }) => ids)).size).toBe(15);
});

test('only the channels that were asked for', async () => {
  const { store, hub } = await hubOf();
  const lag = reader(await hub.open(['lag'], new AbortController().signal));
  const flows = reader(await hub.open(['flows'], new AbortController().signal));
  await notifyFlows(store.pool, { version: '1', ids: [] });
  await flows.waitFor('data: ');
  expect(lag.messages()).toEqual([]);
  await notifyLag(store.pool, { version: '2', ids: ['kafka/analytics'] });
  await lag.waitFor('data: ');
  expect(lag.text()).toContain('event: lag\nid: 2\n');
  expect(lag.messages()).toEqual([{ version: '2', ids: ['kafka/analytics'], many: false }]);
  expect(flows.messages()).toEqual([{ version: '1', ids: [], many: false }]);
  await notifyLag(store.pool, { version: '3', ids: Array.from({ length: 10_000 }, (_, index) => `kafka/group-${index}`) });
  await lag.waitFor('id: 3\n');
  expect(lag.messages().at(-1)).toEqual({ version: '3', ids: [], many: true });
});

test('failure groups are told as they change, and replays', async () => {
  const { store, hub } = await hubOf();
  const letters = reader(await hub.open(['dead-letters'], new AbortController().signal));
  const [group = ''] = await insertLetters(store, [{ offset: 1n }, { offset: 2n }]);
  await letters.waitFor(group);
  const version = letters.messages().at(-1)?.version ?? '';
  await changeFailureGroup(store, { id: group, actor: { name: 'ada', address: null }, nowMs: 7 }, { note: 'seen' });
  await letters.waitFor('id: 7000\n');
  await discardFailureGroup(store, { id: group, actor: { name: 'ada', address: null } }, 'test cards');
  while (letters.messages().length < 3) await delay(10);
  expect(letters.messages().map(({ ids }) => ids)).toEqual([[group], [group], [group]]);
  expect(version).toMatch(/^\d+$/);
  await notifyLetters(store.pool, { version: '8', ids: ['replay-17'] });
  await letters.waitFor('event: dead-letters\nid: 8\ndata: {"version":"8","ids":["replay-17"],"many":false}');
});

test('a client of two channels hears of both', async () => {
  const { store, hub } = await hubOf();
  const both = reader(await hub.open(['flows', 'lag'], new AbortController().signal));
  await notifyFlows(store.pool, { version: '1', ids: ['f'] });
  await notifyLag(store.pool, { version: '2', ids: ['kafka/g'] });
  await both.waitFor('event: flows\nid: 1\n');
  await both.waitFor('event: lag\nid: 2\n');
});

test('a notice that cannot be read says that anything may have changed', async () => {
  const { store, hub } = await hubOf();
  const client = reader(await hub.open(['flows'], new AbortController().signal));
  await store.pool.query('SELECT pg_notify($1, $2)', [FLOWS_CHANNEL, 'not json']);
  await client.waitFor('data: ');
  expect(client.messages()).toEqual([{ version: '', ids: [], many: true }]);
});

test('clients that go leave nothing behind, and the last takes the connection along', async () => {
  const { hub, open, listeners } = await hubOf();
  const aborted = new AbortController();
  const first = reader(await hub.open(['flows'], aborted.signal));
  const second = reader(await hub.open(['flows'], new AbortController().signal));
  aborted.abort();
  await first.end();
  expect(open.count).toBe(1);
  await second.cancel();
  expect(open.count).toBe(0);
  while ((await listeners()) !== 0) await delay(10);
  const again = reader(await hub.open(['flows'], new AbortController().signal));
  expect(await listeners()).toBe(1);
  await again.cancel();
});

test('when the process ends, every stream does, and no new one begins', async () => {
  const { hub, open } = await hubOf();
  const clients = await Promise.all([1, 2].map(async () => reader(await hub.open(['flows'], new AbortController().signal))));
  hub.close();
  await Promise.all(clients.map((client) => client.end()));
  expect(open.count).toBe(0);
  await expect(hub.open(['flows'], new AbortController().signal)).rejects.toMatchObject({ code: 'unavailable' });
});
