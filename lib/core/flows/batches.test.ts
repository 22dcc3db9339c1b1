import { describe, expect, test } from 'vitest';
import { componentsOf, named } from '#lib/core/flows/testing/memory-facts.ts';
import { event, span } from '#lib/core/flows/testing/scene.ts';

/** Two orders without correlation ids, handed to one batch listener below a poll, which sends a payment for each. */
const orders = ['a', 'b'].flatMap((id, index) => [
  { events: [event({ topic: 'orders', offset: index, sentBy: [id, `${id} publish`] })], spans: [span({ trace: id, name: `${id} publish`, kind: 'producer', topic: 'orders' })] },
  { events: [event({ topic: 'payments', offset: index, sentBy: ['poll', `${id} pay`] })], spans: [span({ trace: 'poll', name: `${id} pay`, parent: 'batch', kind: 'producer', topic: 'payments' })] },
]);
const poll = span({ trace: 'poll', name: 'poll', kind: 'consumer', operation: 'receive', topic: 'orders' });
const batch = span({ trace: 'poll', name: 'batch', parent: 'poll', kind: 'consumer', operation: 'process', topic: 'orders', links: [['a', 'a publish'], ['b', 'b publish']] });
const events = orders.flatMap((part) => part.events);
const spans = orders.flatMap((part) => part.spans);

describe('a batch', () => {
  test('is shared with the poll above it, by what it was handed and by what it sent, each of which is alone', () => {
    expect(named(componentsOf(events, [...spans, batch, poll]))).toEqual([
      ['a pay', 'payments/0', '~batch', '~poll'],
      ['a publish', 'orders/0', '~batch', '~poll'],
      ['b pay', 'payments/1', '~batch', '~poll'],
      ['b publish', 'orders/1', '~batch', '~poll'],
    ]);
  });

  test('that says how many messages it was handed is shared though the spans of all but one are lost', () => {
    const counted = { ...poll, attributes: { ...poll.attributes, 'messaging.batch.message_count': 2 } };
    const process = span({ trace: 'poll', name: 'process a', parent: 'poll', kind: 'consumer', operation: 'process', topic: 'orders', links: [['a', 'a publish']] });
    const pay = span({ trace: 'poll', name: 'b pay', parent: 'poll', kind: 'producer', topic: 'payments' });
    const [a, b] = [orders[0]!, orders[3]!];
    const kept = [...a.spans, counted, process, pay];
    expect(named(componentsOf([...a.events, ...b.events], kept))).toEqual([['a publish', 'orders/0', 'process a', '~poll'], ['b pay', 'payments/1', '~poll']]);
  });

  test('that was lost itself joins nothing that stood below it', () => {
    const process = span({ trace: 'poll', name: 'process a', parent: 'lost', kind: 'consumer', operation: 'process', topic: 'orders', links: [['a', 'a publish']] });
    const pay = span({ trace: 'poll', name: 'b pay', parent: 'lost', kind: 'producer', topic: 'payments' });
    const [a, b] = [orders[0]!, orders[3]!];
    expect(named(componentsOf([...a.events, ...b.events], [...a.spans, process, pay]))).toEqual([['a publish', 'orders/0', 'process a'], ['b pay', 'payments/1']]);
  });
});
