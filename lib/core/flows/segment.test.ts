import { expect, test } from 'vitest';
import { componentsOf } from '#lib/core/flows/testing/memory-facts.ts';
import { event, span } from '#lib/core/flows/testing/scene.ts';

test('a job of thousands of messages, each handled in its trace, is one flow', () => {
  const job = Array.from({ length: 4000 }, (_, index) => [
    span({ trace: 'job', name: `send ${index}`, parent: 'job', kind: 'producer' }),
    span({ trace: 'job', name: `handle ${index}`, parent: `send ${index}`, kind: 'consumer', handled: ['orders', 0, index] }),
  ]).flat();
  const components = componentsOf([], [span({ trace: 'job', name: 'job' }), ...job]);
  expect(components.map(({ segments }) => segments.length)).toEqual([4001]);
});

test('a job of thousands of orders, each handled in a trace of its own that links to it, is as many flows', () => {
  const ids = Array.from({ length: 3000 }, (_, offset) => ({ id: `order-${offset}`, offset }));
  const events = ids.map(({ id, offset }) => event({ topic: 'orders', offset, correlation: id, sentBy: ['job', `send ${id}`] }));
  const spans = ids.flatMap(({ id, offset }) => [
    span({ trace: 'job', name: `send ${id}`, parent: 'job', kind: 'producer' }),
    span({ trace: `handle ${id}`, name: `handle ${id}`, kind: 'consumer', operation: 'process', links: [['job', `send ${id}`]], handled: ['orders', 0, offset] }),
  ]);
  const components = componentsOf(events, [span({ trace: 'job', name: 'job' }), ...spans]);
  expect(components).toHaveLength(3000);
  for (const component of components) expect([component.events.length, component.segments.length, component.shared.length]).toEqual([1, 2, 1]);
});

test('a job of thousands of messages that all carry its correlation id, each handled in its trace, is one flow', () => {
  const offsets = Array.from({ length: 4000 }, (_, offset) => offset);
  const events = offsets.map((offset) => event({ topic: 'orders', offset, correlation: 'import-1', sentBy: ['job', `send ${offset}`] }));
  const spans = offsets.flatMap((offset) => [
    span({ trace: 'job', name: `send ${offset}`, parent: 'job', kind: 'producer', correlation: 'import-1' }),
    span({ trace: 'job', name: `handle ${offset}`, parent: `send ${offset}`, kind: 'consumer', correlation: 'import-1', handled: ['orders', 0, offset] }),
  ]);
  const components = componentsOf(events, [span({ trace: 'job', name: 'job' }), ...spans]);
  expect(components.map((component) => [component.events.length, component.segments.length])).toEqual([[4000, 4001]]);
});

test('what several ids share carries all of them, that of a span below which is one id\'s alone too', () => {
  const spans = ['a', 'b', 'c'].map((id, index, ids) => span({ trace: 'chain', name: id, correlation: id, ...(index === 0 ? {} : { parent: ids[index - 1]! }) }));
  const [flow, ...others] = componentsOf([], spans);
  expect(others).toEqual([]);
  expect(flow?.segments.map(({ correlations }) => correlations)).toEqual([['c:c']]);
  expect(flow?.shared.map(({ correlations }) => correlations)).toEqual([['c:a', 'c:b', 'c:c']]);
});
