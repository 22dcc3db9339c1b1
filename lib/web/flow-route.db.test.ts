import { expect, onTestFinished, test } from 'vitest';
import { GET } from '#app/api/v1/flows/[key]/route.ts';
import { configuredConventions } from '#lib/core/conventions/configured.ts';
import { span } from '#lib/core/flows/testing/scene.ts';
import { PACKED_TYPE, type Packed } from '#lib/core/packed/pack.ts';
import { unpack } from '#lib/core/packed/unpack.ts';
import type { SpanRecord } from '#lib/core/record.ts';
import { noConventions } from '#lib/env/conventions.ts';
import { append, pass } from '#lib/services/rollup/testing/rollup.ts';
import { freshStore } from '#lib/store/testing/fresh-store.ts';
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

test('who accepts a packed answer gets the same flow packed', async () => {
  const database = await freshStore();
  await append(database, [span({ trace: 'a', name: 'a' })]);
  await pass(database);
  const { store } = contextFor({ databaseUrl: database.url });
  onTestFinished(() => store.close());
  const { id } = await store.prisma.flow.findFirstOrThrow();
  const read = (headers: Record<string, string>): Promise<Response> => GET(new Request(`http://127.0.0.1:3000/api/v1/flows/${id}`, { headers: { host: '127.0.0.1:3000', ...headers } }));
  const packed = await read({ accept: `${PACKED_TYPE}, application/problem+json` });
  expect(packed.headers.get('content-type')).toBe(PACKED_TYPE);
  expect(unpack((await packed.json()) as Packed)).toEqual(await (await read({})).json());
});
