import { expect, test } from 'vitest';
import { brand } from '#lib/core/brand.ts';
import { DEFAULT_CONVENTIONS } from '#lib/core/conventions/conventions.ts';
import { eventKey, hashKey, segmentKey, traceKey } from '#lib/core/flows/keys.ts';
import type { SpanId, TraceId } from '#lib/core/ids.ts';
import type { SpanRecord } from '#lib/core/record.ts';
import type { NanosText } from '#lib/core/time.ts';
import { flowsOfEvent } from '#lib/services/events/flows.ts';
import { flowsOfSpan } from '#lib/services/spans/flows.ts';
import { oneSpan } from '#lib/services/spans/one.ts';
import { append } from '#lib/services/rollup/testing/rollup.ts';
import { insertEvent, insertFlow, NOON } from '#lib/services/testing/rows.ts';
import { packSegments } from '#lib/store/packed-flow.ts';
import { eventRef } from '#lib/store/refs.ts';
import type { QueryStore } from '#lib/store/query-store.ts';
import { freshStore } from '#lib/store/testing/fresh-store.ts';

const TRACE = brand<TraceId>('ab'.repeat(16));
const span = (n: number) => ({ traceId: TRACE, spanId: brand<SpanId>(String(n).padStart(16, '0')) });

const record = (n: number): SpanRecord => ({
  ...span(n), parentSpanId: null, name: `poll ${n}`, kind: 'consumer', startNanos: brand<NanosText>('1760000000000000000'), endNanos: brand<NanosText>('1760000000005000000'), status: 'ok', statusMessage: '', traceState: '', flags: 1,
  service: 'billing', resource: { 'service.name': 'billing' }, scope: 'x', attributes: { n }, events: [], links: [], droppedLinks: 0,
});

/** A flow of the trace that shows one segment of it. */
async function flowWith(store: QueryStore, id: string, at: bigint, segment: { segment: string; shared: boolean; spans: string[] | null }): Promise<void> {
  await insertFlow(store, { id, startedAt: NOON + at });
  await store.pool.query('UPDATE flow SET segments = $2 WHERE id = $1', [id, JSON.stringify(packSegments([{ trace: TRACE, ...segment }]))]);
  const texts = [traceKey(TRACE), ...(segment.shared ? [segmentKey(TRACE, segment.segment)] : [])];
  await store.prisma.flowKey.createMany({ data: texts.map((text) => ({ flowId: id, kind: 'trace', value: TRACE, hash: hashKey(text) })) });
}

const PAGE = { limit: 50 };

test('a shared span is told with all flows that show it, and no other of its trace', async () => {
  const store = await freshStore();
  await append(store, [record(1), record(2)]);
  const shared = { segment: span(1).spanId, shared: true, spans: [span(1).spanId] };
  for (const n of [1, 2, 3]) await flowWith(store, `flow-${n}`, BigInt(n), shared);
  await flowWith(store, 'own', 9n, { segment: span(2).spanId, shared: false, spans: [span(2).spanId] });

  expect(await oneSpan(store, span(1), DEFAULT_CONVENTIONS)).toMatchObject({ span: { ...span(1), service: 'billing', name: 'poll 1', durationMs: 5, status: 'ok', sharedWith: 2, attributes: { n: 1 } }, flowId: expect.stringMatching(/^flow-/) });
  expect(await oneSpan(store, span(2), DEFAULT_CONVENTIONS)).toMatchObject({ span: { sharedWith: 0 }, flowId: 'own' });
  const ids = async (n: number, page = {}) => (await flowsOfSpan(store, span(n), { ...PAGE, ...page })).flows.map(({ id }) => id);
  expect(await ids(1)).toEqual(['flow-3', 'flow-2', 'flow-1']);
  expect(await ids(2)).toEqual(['own']);
  expect(await ids(3)).toEqual([]);
  await expect(oneSpan(store, span(3), DEFAULT_CONVENTIONS)).rejects.toMatchObject({ code: 'not-found' });
});

test('a span of a whole trace is told with its flow', async () => {
  const store = await freshStore();
  await append(store, [record(1)]);
  await flowWith(store, 'whole', 1n, { segment: '', shared: false, spans: null });
  expect(await oneSpan(store, span(1), DEFAULT_CONVENTIONS)).toMatchObject({ span: { sharedWith: 0 }, flowId: 'whole' });
  expect((await flowsOfSpan(store, span(1), PAGE)).flows.map(({ id }) => id)).toEqual(['whole']);
});

test('they come in pages', async () => {
  const store = await freshStore();
  for (const n of [1, 2, 3]) await flowWith(store, `flow-${n}`, 0n, { segment: '', shared: true, spans: [span(1).spanId] });
  const first = await flowsOfSpan(store, span(1), { limit: 2 });
  expect(first.flows.map(({ id }) => id)).toEqual(['flow-1', 'flow-2']);
  const second = await flowsOfSpan(store, span(1), { limit: 2, cursor: first.nextCursor! });
  expect([second.flows.map(({ id }) => id), second.nextCursor]).toEqual([['flow-3'], null]);
  await expect(flowsOfSpan(store, span(1), { limit: 2, cursor: 'x' })).rejects.toMatchObject({ code: 'invalid' });
});

test('a trace that is one segment is shown by its flow; a span that no flow shows yet is told without one', async () => {
  const store = await freshStore();
  await append(store, [record(1)]);
  expect(await oneSpan(store, span(1), DEFAULT_CONVENTIONS)).toMatchObject({ flowId: null, span: { sharedWith: 0 } });
  await flowWith(store, 'whole', 0n, { segment: '', shared: false, spans: null });
  expect(await oneSpan(store, span(1), DEFAULT_CONVENTIONS)).toMatchObject({ flowId: 'whole' });
});

test('the flows of an event are those that list it', async () => {
  const store = await freshStore();
  const place = { source: 'kafka', topic: 'orders', incarnation: null, partition: 0, offset: 1n };
  const topicId = await insertEvent(store, { topic: 'orders', offset: 1n });
  expect(await flowsOfEvent(store, place, PAGE)).toEqual({ flows: [], nextCursor: null });
  for (const [id, offset] of [['a', 1n], ['b', 1n], ['c', 2n]] as const) {
    await insertFlow(store, { id, events: [eventRef(topicId, 0, offset)] });
    await store.prisma.flowKey.create({ data: { flowId: id, kind: 'record', value: '', hash: hashKey(eventKey({ ...place, incarnation: 0 })) } });
  }
  expect((await flowsOfEvent(store, place, PAGE)).flows.map(({ id }) => id)).toEqual(['a', 'b']);
  await expect(flowsOfEvent(store, { ...place, offset: 5n }, PAGE)).rejects.toMatchObject({ code: 'not-found' });
});
