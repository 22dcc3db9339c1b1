import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import pg from 'pg';
import { from } from 'pg-copy-streams';
import { expect, onTestFinished, test } from 'vitest';
import { databaseAnswers } from '#lib/store/database-answers.ts';
import { isUnavailable } from '#lib/store/errors.ts';
import { allowStatements, awaitStatements, watchSilence, type Patience } from '#lib/store/silence.ts';
import { freshStore } from '#lib/store/testing/fresh-store.ts';

/** Soon asks whether the server is there, which on a busy machine needs a moment to say so. */
const SHORT: Patience = { silenceMs: 100, probeMs: 3000, overdueMs: 100 };

/** The server behind a network that can swallow everything, in both directions and without a word. */
async function swallowing(url: string) {
  const to = new URL(url);
  const sockets = new Set<Socket>();
  let swallows = false;
  const server = createServer((client) => {
    const upstream = connect(Number(to.port), to.hostname);
    for (const [one, other] of [[client, upstream], [upstream, client]] as const) {
      sockets.add(one);
      one.on('error', () => undefined);
      one.on('data', (bytes) => void (swallows || other.write(bytes)));
      one.on('close', () => void (swallows || other.destroy()));
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  const through = new URL(url);
  through.hostname = '127.0.0.1';
  const address = server.address();
  through.port = String(typeof address === 'object' && address !== null ? address.port : 0);
  return { url: through.href, swallow: (now: boolean) => void (swallows = now) };
}

/** With what ended it, where something did. */
async function watchedClient(url: string, statementTimeoutMs: number) {
  const client = new pg.Client({ connectionString: url });
  const lost = Promise.withResolvers<Error>();
  client.on('error', lost.resolve);
  await client.connect();
  onTestFinished(() => client.end());
  watchSilence(client, statementTimeoutMs, SHORT);
  return { client, lost: lost.promise };
}

const failure = (work: Promise<unknown>): Promise<unknown> => work.then(() => null, (error: unknown) => error);

test('where nothing answers whoever waits is told soon, and a connection made afterwards works', async () => {
  const store = await freshStore();
  const network = await swallowing(store.url);
  const [asking, copying, idle] = [await watchedClient(network.url, 60_000), await watchedClient(network.url, 0), await watchedClient(network.url, 60_000)];
  await idle.client.query('SELECT 1');
  const copy = copying.client.query(from('COPY key_posting FROM STDIN'));
  const copied = new Promise<unknown>((resolve) => copy.on('error', resolve));
  network.swallow(true);
  copy.end('1\t0\t00000000-0000-0000-0000-000000000000\t2026-01-01\n');
  const errors = await Promise.all([failure(asking.client.query('SELECT 1')), copied, asking.lost]);
  expect(errors.map((error) => [error instanceof Error ? error.message : null, isUnavailable(error)])).toEqual(Array.from({ length: 3 }, () => ['PostgreSQL does not answer', true]));
  expect(await databaseAnswers(asking.client, 100)).toBe(false);
  network.swallow(false);
  expect(await databaseAnswers(asking.client, 5000)).toBe(true);
  expect((await idle.client.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
});

test('a long statement is left alone while the server answers others; one that is overdue is given up', async () => {
  const store = await freshStore();
  const { client, lost } = await watchedClient(store.url, 1000);
  await client.query('BEGIN');
  await allowStatements(client, 60_000);
  await client.query('SELECT pg_sleep(2)');
  await client.query('COMMIT');
  awaitStatements(client, 'as usual');
  expect(await failure(client.query('SELECT pg_sleep(30)'))).toMatchObject({ code: 'ETIMEDOUT', message: expect.stringMatching(/^PostgreSQL has not answered for .* s on this connection$/) });
  expect(isUnavailable(await lost)).toBe(true);
});

test('a server that is away does not answer', async () => {
  expect(await databaseAnswers({ host: '127.0.0.1', port: 1 }, 5000)).toBe(false);
});
