import { expect, test } from 'vitest';
import { assembled } from '#lib/core/flows/testing/assembled.ts';
import { event, span, type SpanSketch } from '#lib/core/flows/testing/scene.ts';
import { deliveryOutcomes } from '#lib/services/flows/delivery-outcome.ts';

const work: SpanSketch = { trace: 't', name: 'reserve', parent: 'poll', service: 'stock', at: 21, took: 30 };

test.each([
  ['a span that failed', { error: 'no' }, {}, 'error'],
  ['a span that did not', {}, {}, 'ok'],
  ['what only noted the arrival, and the work after it failed', { took: 0 }, { error: 'no stock' }, 'error'],
  ['what only noted the arrival, and the work after it went well', { took: 0 }, {}, 'ok'],
  ['a failure within, which the consumer did away with', { took: 90 }, { error: 'tried again' }, 'ok'],
  ['a failure of another service', { took: 0 }, { error: 'no', service: 'bank' }, 'ok'],
] satisfies [string, Partial<SpanSketch>, Partial<SpanSketch>, string][])('%s', (_what, consumer, below, expected) => {
  const flow = assembled([event({ topic: 'orders', offset: 1, at: 5, sentBy: ['t', 'send'] })], [span({ trace: 't', name: 'send', kind: 'producer', service: 'shop', at: 4 }), span({ trace: 't', name: 'poll', parent: 'send', kind: 'consumer', service: 'stock', at: 20, ...consumer }), span({ ...work, ...below })]);
  expect(flow.deliveries.map((delivery) => deliveryOutcomes(flow.hops)(delivery.span))).toEqual([expected]);
});
