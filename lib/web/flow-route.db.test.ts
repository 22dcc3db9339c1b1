import { expect, onTestFinished, test } from 'vitest';
import { GET } from '#app/api/v1/flows/[key]/route.ts';
import type { FlowDetail } from '#lib/contracts/flows.ts';
import { configuredConventions } from '#lib/core/conventions/configured.ts';
import { span } from '#lib/core/flows/testing/scene.ts';
import type { Packed } from '#lib/core/packed/pack.ts';
import { unpack } from '#lib/core/packed/unpack.ts';
import type { SpanRecord } from '#lib/core/record.ts';
import { noConventions } from '#lib/env/conventions.ts';
import { append, pass } from '#lib/services/rollup/testing/rollup.ts';
import { freshStore } from '#lib/store/testing/fresh-store.ts';
import { FlowThread } from '#lib/web/flow-thread/flow-thread.ts';
import { contextFor, settingsFor } from '#lib/web/testing/context.ts';

const ofJob = (trace: string, at: number): SpanRecord => ({ ...span({ trace, name: trace, at }), attributes: { 'app.job': 'job-7-of-night' } });

test('a picture shows what joined the flow by a name that is configured, as far as the configured limit', async () => {
  const database = await freshStore();
  const conventions = { ...noConventions(), correlationAttributes: ['app.job'] };
  await append(database, [ofJob('a', 0), ofJob('b', 100)], configuredConventions(conventions));
  await pass(database, { conventions: configuredConventions(conventions) });
  const { limits } = settingsFor();
  const read = async (displayLimit: number): Promise<unknown> => {
    const { store } = contextFor({ databaseUrl: database.url, conventions, limits: { ...limits, displayLimit } });
    onTestFinished(() => store.close());
    return (await GET(new Request('http://127.0.0.1:3000/api/v1/flows/job-7-of-night', { headers: { host: '127.0.0.1:3000' } }))).json();
  };
  expect(await read(10)).toMatchObject({ spans: [{ name: 'a' }, { name: 'b' }], hops: [{ kind: 'follows', evidence: 'correlation-id' }], truncated: null });
  expect(await read(1)).toMatchObject({ spans: [{ name: 'a' }], truncated: { shown: 1, total: 2 } });
});

test.each([
  { size: 'a flow', records: 1 },
  { size: 'a large flow, which a thread reads', records: 1100 },
])('$size is the same plain and packed', async ({ records }) => {
  const { get, id, close } = await flowOf(records);
  onTestFinished(close);
  const [plain, packed, both] = await Promise.all([get(''), get('?form=packed'), get('?form=packed')]);
  const flow = (await plain.json()) as FlowDetail;
  expect(flow).toMatchObject({ flow: { id, counts: { spans: records } }, truncated: null });
  expect(flow.spans).toHaveLength(records);
  const text = await packed.text();
  expect(unpack(JSON.parse(text) as Packed)).toEqual(flow);
  expect(await both.text()).toBe(text);
});

test('what a page has read ahead is the answer to the first who asks', async () => {
  const { id, context, close } = await flowOf(1100);
  onTestFinished(close);
  context.flowThread.readAhead(id, 'packed');
  await context.flowThread.read('no-flow', 'packed'); // one after the other
  await context.store.pool.query('DELETE FROM flow');
  await expect(context.flowThread.read(id, 'packed')).resolves.not.toBeNull();
  await expect(context.flowThread.read(id, 'packed')).resolves.toBeNull();
});

test('a thread that ended is another at the next question, and a database that is away is told', async () => {
  const { get, context, close } = await flowOf(1100);
  onTestFinished(close);
  expect((await get('')).status).toBe(200);
  await context.flowThread.close();
  expect((await get('')).status).toBe(200);
  const away = new FlowThread({ databaseUrl: 'postgresql://nobody@127.0.0.1:1/none', conventions: noConventions(), displayLimit: 10 });
  onTestFinished(() => away.close());
  await expect(away.read('0123456789abcdef', 'json')).rejects.toMatchObject({ code: 'unavailable' });
});

test('of more large flows at once than a person would wait for, the last are put off', async () => {
  const { context, id, close } = await flowOf(1);
  onTestFinished(close);
  const asked = Array.from({ length: 25 }, (_, index) => context.flowThread.read(index === 0 ? id : `no-flow-${index}`, 'json').then((body) => (body === null ? 'none' : 'found'), ({ code }: { code: string }) => code));
  expect(await Promise.all(asked)).toEqual(['found', ...Array<string>(19).fill('none'), ...Array<string>(5).fill('unavailable')]);
});

async function flowOf(records: number) {
  const database = await freshStore();
  await append(database, Array.from({ length: records }, (_, index) => span({ trace: 'a', name: `s${index}`, at: index })));
  await pass(database);
  const context = contextFor({ databaseUrl: database.url });
  const { id } = await context.store.prisma.flow.findFirstOrThrow();
  return {
    context,
    id,
    get: (query: string): Promise<Response> => GET(new Request(`http://127.0.0.1:3000/api/v1/flows/${id}${query}`, { headers: { host: '127.0.0.1:3000' } })),
    close: async (): Promise<void> => {
      await context.flowThread.close();
      await context.store.close();
    },
  };
}
