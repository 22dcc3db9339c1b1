/** The command against the routes of the API over HTTP, and as a process of its own. Nothing is sent here: no collector takes what is started up. */
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { GET as deadLetters } from '#app/api/v1/dead-letters/route.ts';
import { GET as groups } from '#app/api/v1/failure-groups/route.ts';
import { POST as start } from '#app/api/v1/replays/[id]/start/route.ts';
import { GET as one } from '#app/api/v1/replays/[id]/route.ts';
import { POST as plan } from '#app/api/v1/replays/route.ts';
import type { BrokerTopics } from '#lib/contracts/broker-topics.ts';
import type { FailureGroup } from '#lib/contracts/dead-letters.ts';
import type { ReplayPlan } from '#lib/contracts/replays.ts';
import { event } from '#lib/core/flows/testing/scene.ts';
import { childEnvironment } from '#lib/env/process.ts';
import { append, pass } from '#lib/services/rollup/testing/rollup.ts';
import { freshStoreFor, type FreshStore } from '#lib/store/testing/fresh-store.ts';
import type { WebContext } from '#lib/web/context.ts';
import { contextFor } from '#lib/web/testing/context.ts';
import { NODE, ROOT } from '../paths.ts';
import { run } from './run.ts';

const COUNT = 3;
const TOKEN = 'sesame';
const headers = (offset: number) => ({ 'x-original-topic': 'payments', 'x-original-partition': '0', 'x-original-offset': String(offset), 'x-consumer-group': 'payment', 'x-error-type': 'shop.\u001b[31mCardDeclined', 'x-error': 'declined' });
const failed = (offset: number) => event({ topic: 'payments.dlq', offset, correlation: `o${offset}`, type: 'payment.requested', value: { offset }, headers: headers(offset) });

let database: FreshStore;
let context: WebContext;
const servers: Server[] = [];
let url: string;

const listening = async (answer: (request: IncomingMessage, response: ServerResponse) => void): Promise<string> => {
  const server = createServer(answer).listen(0, '127.0.0.1');
  servers.push(server);
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
};

beforeAll(async () => {
  database = await freshStoreFor();
  await append(database, Array.from({ length: COUNT }, (_, offset) => failed(offset)));
  await pass(database);
  const collectorUrl = await listening((request, response) => {
    const names = new URL(request.url ?? '/', 'http://x').searchParams.getAll('name');
    const topics: BrokerTopics = { topics: names.map((name) => ({ name, exists: true, kafkaId: null, partitions: 1, starts: [{ partition: 0, start: '0' }], maxMessageBytes: null, compacted: false, writable: true })), deniesTransactions: false };
    response.setHeader('content-type', 'application/json').end(JSON.stringify(topics));
  });
  context = contextFor({ databaseUrl: database.url, token: TOKEN, collectorUrl });
  url = await listening((request, response) => void answer(request, response));
});
afterAll(async () => {
  for (const server of servers) server.close();
  await context.store.close();
  await database.drop();
});

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const path = request.url ?? '/';
  const handler = path.startsWith('/api/v1/failure-groups') ? groups : path.startsWith('/api/v1/dead-letters') ? deadLetters : path.endsWith('/start') ? start : request.method === 'POST' ? plan : one;
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const told = await handler(new Request(`${url}${path}`, { method: request.method ?? 'GET', headers: new Headers(request.headers as Record<string, string>), ...(request.method === 'POST' ? { body: Buffer.concat(chunks) } : {}) }));
  response.writeHead(told.status, Object.fromEntries(told.headers)).end(await told.text());
}

interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}
const asProcess = (args: readonly string[]): Promise<Ran> =>
  new Promise((resolve) => {
    const child = execFile(NODE, ['lib/cli/dead-letters.ts', ...args], { cwd: ROOT, env: { NODE_ENV: 'test', ...childEnvironment({ THROUGHLINE_URL: url, THROUGHLINE_TOKEN: TOKEN }) } }, (_error, out, err) => resolve({ code: child.exitCode ?? -1, out, err }));
  });
const ran = async (args: readonly string[], environment: Readonly<Record<string, string>> = { THROUGHLINE_URL: url, THROUGHLINE_TOKEN: TOKEN }): Promise<Ran> => {
  let [out, err] = ['', ''];
  const code = await run(args, { environment, out: { write: (text) => void (out += `${text}\n`) }, complain: (message) => void (err += message) });
  return { code, out, err };
};
const lines = <T>(text: string): T[] => text.trimEnd().split('\n').map((line) => JSON.parse(line) as T);

test('from the list to a replay that was started, and not with another count', async () => {
  const [words, json, letters] = await Promise.all([ran(['list']), ran(['list', '--json', '--state', 'open']), ran(['list', '--letters', '--json', '--limit', 'all'])]);
  expect([words.code, json.code, letters.code]).toEqual([0, 0, 0]);
  expect(words.out).toMatch(/^ID +STATE +OPEN/);
  expect(words.out).not.toContain('\u001b');
  const [group] = lines<FailureGroup>(json.out);
  expect(group).toMatchObject({ open: COUNT, state: 'open' });
  expect(lines(letters.out)).toHaveLength(COUNT);

  const planned = await ran(['plan', '--failure-group', group!.id, '--reason', 'fixed', '--json']);
  const [made] = lines<ReplayPlan>(planned.out);
  expect([planned.code, made]).toMatchObject([0, { total: COUNT, state: 'planned' }]);
  const wrong = await ran(['replay', made!.id, '--confirm', String(COUNT + 1)]);
  expect([wrong.code, wrong.err]).toEqual([3, expect.stringContaining(`confirmCount ${COUNT}`)]);
  const started = await ran(['replay', made!.id, '--confirm', String(COUNT)]);
  expect([started.code, started.out]).toEqual([0, expect.stringContaining(`Replay ${made!.id} running: 0 of ${COUNT} sent`)]);

  const [nothing, fewer] = await Promise.all([ran(['plan', '--failure-group', group!.id, '--reason', 'again']), ran(['replay', '--failure-group', group!.id, '--reason', 'again', '--confirm', String(COUNT)])]);
  expect([nothing.code, nothing.out]).toEqual([3, expect.stringContaining('3 refused, already-live')]);
  expect([fewer.code, fewer.err]).toEqual([3, expect.stringContaining('nothing was started')]);

  const waits = ran(['replay', made!.id, '--confirm', String(COUNT), '--wait', '--json']);
  await database.pool.query(`UPDATE replay SET state = 'done', sent = total, succeeded = total - 1, failed_again = 1 WHERE id = $1`, [made!.id]);
  expect((await waits).code).toBe(4);
});

test('as a process it writes JSON to its output, faults to where faults go, and ends with their code', async () => {
  const [listed, refused] = await Promise.all([asProcess(['list', '--json']), asProcess(['list', '--state', 'lost'])]);
  expect([listed.code, listed.err]).toEqual([0, '']);
  expect(lines<FailureGroup>(listed.out)).toHaveLength(1);
  expect([refused.code, refused.out]).toEqual([2, '']);
  expect(refused.err).toContain('state: "lost" is none of');
});

test('a URL that is none is a wrong setting', async () => {
  await expect(ran(['list'], { THROUGHLINE_URL: 'here' })).rejects.toThrow(/THROUGHLINE_URL/);
});

test.each<[string, string[], Record<string, string>, number, string]>([
  ['a wrong command line', ['list', '--limit', '0'], {}, 2, '--limit'],
  ['input that the API refuses', ['list', '--letters', '--from', 'yesterday'], {}, 2, 'from: must be a time'],
  ['a group that there is not', ['plan', '--failure-group', '0'.repeat(32), '--reason', 'x'], {}, 2, 'no such failure group'],
  ['a wrong token', ['list'], { THROUGHLINE_TOKEN: 'other' }, 1, 'THROUGHLINE_TOKEN'],
  ['nobody there', ['list', '--url', 'http://127.0.0.1:1'], {}, 1, 'does not answer'],
])('%s ends with words and a code', async (_what, args, variables, code, says) => {
  const { code: given, out, err } = await ran(args, { THROUGHLINE_URL: url, THROUGHLINE_TOKEN: TOKEN, ...variables });
  expect([given, out]).toEqual([code, '']);
  expect(err).toContain(says);
});
