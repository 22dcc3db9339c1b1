import { expect, test } from 'vitest';
import { componentsOf } from '#lib/core/flows/testing/memory-facts.ts';
import { span } from '#lib/core/flows/testing/scene.ts';

test('a job of thousands of messages, each handled in its trace, is one flow', () => {
  const job = Array.from({ length: 4000 }, (_, index) => [
    span({ trace: 'job', name: `send ${index}`, parent: 'job', kind: 'producer' }),
    span({ trace: 'job', name: `handle ${index}`, parent: `send ${index}`, kind: 'consumer', handled: ['orders', 0, index] }),
  ]).flat();
  const components = componentsOf([], [span({ trace: 'job', name: 'job' }), ...job]);
  expect(components.map(({ segments }) => segments.length)).toEqual([4001]);
});
