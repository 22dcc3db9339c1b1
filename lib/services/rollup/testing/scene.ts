import { event, order, pollOf, span } from '#lib/core/flows/testing/scene.ts';
import type { Fact } from '#lib/services/rollup/testing/rollup.ts';

/** Three orders, a poll of all three, a bulk job, and events without tracing. */
export const scene = (): Fact[] => {
  const orders = [{ id: 'a', offset: 1 }, { id: 'b', offset: 2 }, { id: 'c', offset: 3 }];
  const parts = [
    ...orders.map(({ id, offset }) => order(id, offset)),
    pollOf('poll', orders),
    {
      spans: [span({ trace: 'job', name: 'job' }), ...['x', 'y'].map((id) => span({ trace: 'job', name: `create ${id}`, parent: 'job', kind: 'producer' as const }))],
      events: ['x', 'y'].map((id, index) => event({ topic: 'jobs', offset: index, correlation: id, sentBy: ['job', `create ${id}`] })),
    },
    { spans: [], events: [event({ topic: 'stock', offset: 1, at: 60, correlation: 'a', type: 'stock.reserved' }), event({ topic: 'orders.dlq', offset: 1, at: 70, correlation: 'b', type: 'order.created', headers: { 'x-error': 'declined' } })] },
  ];
  return parts.flatMap((part) => [...part.events, ...part.spans]);
};
