import { expect, test } from 'vitest';
import { assembleFlow, type AssembledFlow } from '#lib/core/flows/assemble.ts';
import { componentsOf } from '#lib/core/flows/testing/memory-facts.ts';
import { event, span } from '#lib/core/flows/testing/scene.ts';
import { microsFromMillis } from '#lib/core/time.ts';

function assembled(events: ReturnType<typeof event>[], spans: ReturnType<typeof span>[]): AssembledFlow {
  const components = componentsOf(events, spans);
  expect(components).toHaveLength(1);
  return assembleFlow({ events: components[0]!.events, spans: components[0]!.segments.flatMap((segment) => segment.spans) }, { now: microsFromMillis(Date.UTC(2026, 1, 1)) });
}

const SEND = span({ trace: 't', name: 'send', kind: 'producer', at: 0, topic: 'orders' });
const handle = (name: string, at: number) => span({ trace: 't', name, parent: 'send', kind: 'consumer', operation: 'process', topic: 'orders', group: 'stock', at });
const sent = (offset: number) => event({ topic: 'orders', offset, at: 5, sentBy: ['t', 'send'] });

test('a consumer below the sender of one message was handed that message', () => {
  const { deliveries } = assembled([sent(1)], [SEND, handle('handle', 20)]);
  expect(deliveries).toMatchObject([{ event: { at: { offset: 1n } }, evidence: 'span-parent', attempt: 1, waitMicros: 15_000 }]);
});

test('of several messages of one sender nobody says which one a consumer was handed: the hop comes from the sender, and nothing counts as a retry', () => {
  const { deliveries, hops } = assembled([sent(1), sent(2)], [SEND, handle('one', 20), handle('two', 21)]);
  expect(deliveries).toEqual([]);
  expect(hops.filter((hop) => hop.kind === 'deliver')).toMatchObject([
    { from: { span: { span: { name: 'send' } } }, evidence: 'span-parent' },
    { from: { span: { span: { name: 'send' } } }, evidence: 'span-parent' },
  ]);
});
