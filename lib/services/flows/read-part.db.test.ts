import { expect, test } from 'vitest';
import type { FlowDetail } from '#lib/contracts/flows.ts';
import { event, span, spanId } from '#lib/core/flows/testing/scene.ts';
import { microsFromMillis } from '#lib/core/time.ts';
import { readFlow } from '#lib/services/flows/read.ts';
import { append, pass, type Fact } from '#lib/services/rollup/testing/rollup.ts';
import { freshStore } from '#lib/store/testing/fresh-store.ts';

const now = microsFromMillis(Date.now() + 86_400_000);

/** A request that made `count` calls; the last failed, below a call of its own. */
const chatty = (count: number): Fact[] => [
  event({ topic: 'orders', offset: 1, at: 5, correlation: 'c', type: 'order.created', sentBy: ['T', 'root'] }),
  span({ trace: 'T', name: 'root', service: 'shop', kind: 'server', correlation: 'c', at: 0, took: 5_000 }),
  ...Array.from({ length: count }, (_, at) => span({ trace: 'T', name: `call ${at}`, parent: 'root', service: 'stock', at: 10 + at })),
  span({ trace: 'T', name: 'failed', parent: `call ${count - 1}`, service: 'stock', at: 12 + count, error: 'no stock' }),
];

/** @param facts batches, in the order in which they arrived */
async function part(facts: readonly (readonly Fact[])[], displayLimit: number): Promise<FlowDetail> {
  const store = await freshStore();
  for (const batch of facts) {
    await store.pool.query('UPDATE span_chunk SET observed_at = observed_at - 1000000');
    await append(store, batch);
  }
  await pass(store);
  const flow = await readFlow(store, 'c', { now, displayLimit });
  if (flow === null || !('found' in flow)) throw new Error('no flow');
  return flow.found;
}

/** Whatever a record shown refers to as its parent is shown. */
const brokenParents = ({ spans }: FlowDetail): string[] => {
  const there = new Set(spans.map((each) => each.spanId));
  return spans.flatMap(({ name, parentSpanId }) => (parentSpanId === null || there.has(parentSpanId) ? [] : [name]));
};

test('of a flow beyond the display limit a whole part is shown, with its error and what led to it, and what is left out is said', async () => {
  const flow = await part([chatty(17)], 10);
  expect(flow.spans.length + flow.events.length).toBe(10);
  expect(flow.spans.map(({ name }) => name)).toEqual(expect.arrayContaining(['root', 'call 16', 'failed']));
  expect(brokenParents(flow)).toEqual([]);
  expect(flow.truncated).toMatchObject({ shown: 10, total: 20, leftOut: { events: 0, spans: 10, errors: 0, services: [{ name: 'stock', count: 10 }], notRead: 0, words: 'Left out: 10 spans of stock.' } });
  expect(flow.spans.find(({ name }) => name === 'root')?.effectsLeftOut).toBe(10);
  expect(flow.flow.counts).toMatchObject({ events: 1, spans: 19, errors: 1 });
});

test('a flow far beyond it is read in part: what is not read is counted, an error is found all the same, and nothing is called missing that was only not read', async () => {
  const flow = await part([chatty(70)], 10);
  expect(flow.truncated).toMatchObject({ shown: 10, total: 73, leftOut: { notRead: 53 } });
  expect(flow.truncated?.leftOut.words).toContain('53 further records were not even read');
  expect(flow.spans.map(({ spanId: id }) => id)).toContain(spanId('failed'));
  expect(brokenParents(flow)).toEqual([]);
  expect(flow.findings.map(({ kind }) => kind)).not.toContain('missing-span');
  expect(flow.flow.durationMs).toBe(5_000);
});

test('beyond ten times the limit what arrived first is looked at', async () => {
  const facts = chatty(300);
  const flow = await part([facts.slice(0, 60), facts.slice(60)], 10);
  expect(flow.truncated).toMatchObject({ shown: 10, total: 303 });
  expect(flow.spans.map(({ name }) => name)).not.toContain('failed');
  expect(brokenParents(flow)).toEqual([]);
});

test('a finding points at nothing that is not shown, and says so', async () => {
  const many = Array.from({ length: 30 }, (_, at) => event({ topic: 'orders', offset: at + 1, at, correlation: 'c', type: 'order.created', value: { at: 'same' }, headers: { 'message-id': '7f9f0f5e-7c0e-4a53-9a6c-0c0c8f0f1a11' } }));
  const flow = await part([many], 20);
  const shown = new Set(flow.events.map(({ coordinates }) => coordinates.offset));
  expect(flow.events).toHaveLength(20);
  expect(flow.findings.length).toBeGreaterThan(0);
  expect(flow.findings.flatMap(({ refs }) => refs).every((ref) => 'event' in ref && shown.has(ref.event.offset))).toBe(true);
  expect(flow.findings.map(({ kind, refs, notShown }) => [kind, refs.length, notShown])).toEqual([['duplicate', 20, 10], ['oversized', 0, undefined]]);
});
