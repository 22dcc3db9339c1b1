import { describe, expect, it, test } from 'vitest';
import type { AssembledFlow } from '#lib/core/flows/assemble.ts';
import { assembled, hopTexts, named } from '#lib/core/flows/testing/assembled.ts';
import { event, span } from '#lib/core/flows/testing/scene.ts';
import type { PassingCommit } from '#lib/core/flows/context.ts';
import { brand } from '#lib/core/brand.ts';
import type { SpanRecord } from '#lib/core/record.ts';
import type { Micros } from '#lib/core/time.ts';

const SEND = span({ trace: 't', name: 'send', kind: 'producer', at: 0, topic: 'orders' });
const handle = (name: string, at: number, more: object = {}) => span({ trace: 't', name, parent: 'send', kind: 'consumer', operation: 'process', topic: 'orders', group: 'stock', at, ...more });
const sent = (offset: number) => event({ topic: 'orders', offset, at: 5, sentBy: ['t', 'send'] });
const attempts = ({ deliveries }: AssembledFlow): string[] => deliveries.map(({ event: of, span: by, attempt, backedOff }) => `${named({ event: of })} ${named({ span: by })} ${backedOff ? 'put back' : attempt}`);

test('a consumer below the sender of one message was handed that message', () => {
  expect(assembled([sent(1)], [SEND, handle('handle', 20)]).deliveries).toMatchObject([{ event: { at: { offset: 1n } }, evidence: 'span-parent', attempt: 1, waitMicros: 15_000, skewMicros: null }]);
});

test('of several messages of one sender nobody says which one a consumer was handed: the hop comes from the sender, and nothing counts as a retry', () => {
  const flow = assembled([sent(1), sent(2)], [SEND, handle('one', 20), handle('two', 21)]);
  expect(flow.deliveries).toEqual([]);
  expect(hopTexts(flow).filter((hop) => hop.includes('deliver'))).toEqual(['send deliver one: span-parent, 10 ms', 'send deliver two: span-parent, 11 ms']);
});

describe('attempts', () => {
  const read = (name: string, at: number, more: object = {}) => span({ trace: name, name, kind: 'consumer', service: 'stock', operation: 'process', group: 'stock', handled: ['orders', 0, 1], at, ...more });

  it('are several process spans of one group for one message, as blocking retries make them', () => {
    const flow = assembled([sent(1)], [read('first', 10, { error: 'no' }), read('second', 1010, { error: 'no' }), read('third', 2010)]);
    expect(attempts(flow)).toEqual(['orders/1 first 1', 'orders/1 second 2', 'orders/1 third 3']);
    expect(flow.deliveries.map(({ waitMicros }) => waitMicros)).toEqual([5_000, 1_005_000, 2_005_000]);
  });

  it('are counted for each group', () => {
    expect(attempts(assembled([sent(1)], [read('first', 10), read('other', 20, { service: 'mail', group: 'mail' })]))).toEqual(['orders/1 first 1', 'orders/1 other 1']);
  });

  it('are not a poll and what it led to', () => {
    const spans = [span({ trace: 'p', name: 'poll', kind: 'client', service: 'stock', operation: 'receive', group: 'stock', links: [['t', 'send']], topic: 'orders', at: 9 }), read('process', 12, { trace: 'p', parent: 'poll' })];
    expect(attempts(assembled([sent(1)], [SEND, ...spans]))).toEqual(['orders/1 poll 1', 'orders/1 process 1']);
  });

  it('are not two spans of one delivery, as where a listener stands within its client', () => {
    expect(attempts(assembled([sent(1)], [read('client', 10, { trace: 'c' }), read('listener', 11, { trace: 'c', parent: 'client' })]))).toEqual(['orders/1 client 1']);
  });

  it.each<[string, (span: SpanRecord) => SpanRecord]>([
    ['its message', (each) => ({ ...each, statusMessage: 'Listener failed; nested exception is org.springframework.kafka.listener.KafkaBackoffException: not yet' })],
    ['its type', (each) => ({ ...each, events: [{ name: 'exception', timeNanos: each.startNanos, attributes: { 'exception.type': 'org.springframework.kafka.listener.KafkaBackoffException' } }] })],
    ['the cause in its stack trace', (each) => ({ ...each, events: [{ name: 'exception', timeNanos: each.startNanos, attributes: { 'exception.type': 'ListenerExecutionFailedException', 'exception.stacktrace': 'at x\nCaused by: org.springframework.kafka.listener.KafkaBackoffException' } }] })],
  ])('are not the times that a retry was put back because it was not yet due, told by %s', (_how, told) => {
    const flow = assembled([sent(1)], [told(read('too early', 10, { error: 'error' })), read('due', 1010)]);
    expect(attempts(flow)).toEqual(['orders/1 too early put back', 'orders/1 due 1']);
    expect(flow.deliveries[0]?.waitMicros).toBeNull();
    expect(flow.findings.map(({ kind }) => kind)).not.toContain('redelivered');
  });

  it('go on over retry topics, each of which has a group of its own', () => {
    const retry = (offset: number, at: number) => event({ topic: `orders-retry-${offset}`, offset, at, headers: { 'x-original-topic': 'orders', 'x-original-partition': '0', 'x-original-offset': '1' } });
    const again = (offset: number, at: number) => span({ trace: `r${offset}`, name: `retry ${offset}`, kind: 'consumer', service: 'stock', operation: 'process', group: `stock-retry-${offset}`, handled: [`orders-retry-${offset}`, 0, offset], at, error: 'no' });
    expect(attempts(assembled([sent(1), retry(0, 30), retry(1, 1030)], [read('first', 10, { error: 'no' }), again(0, 500), again(1, 2000)]))).toEqual(['orders/1 first 1', 'orders-retry-0/0 retry 0 2', 'orders-retry-1/1 retry 1 3']);
  });
});

describe('the wait of a delivery', () => {
  it('is not known without a timestamp', () => {
    expect(assembled([{ ...sent(1), timestamp: null, timestampType: 'none' }], [SEND, handle('handle', 20)]).deliveries).toMatchObject([{ waitMicros: null, skewMicros: null }]);
  });

  it('is none where clocks differ by no more than clocks do', () => {
    expect(assembled([sent(1)], [SEND, handle('handle', 3, { service: 'other' })]).deliveries).toMatchObject([{ waitMicros: 0, skewMicros: null }]);
  });

  it('is not known where the reader seems to have begun before', () => {
    const flow = assembled([sent(1)], [SEND, handle('handle', -2000, { service: 'other' })]);
    expect(flow.deliveries).toMatchObject([{ waitMicros: null, skewMicros: -2_005_000 }]);
    expect(flow.hops.find(({ kind }) => kind === 'deliver')?.waitMicros).toBeNull();
  });

  it('is not known to a poll that had begun before, and that tells nothing of clocks', () => {
    const flow = assembled([sent(1)], [SEND, span({ trace: 'p', name: 'poll', kind: 'client', service: 'stock', operation: 'receive', links: [['t', 'send']], topic: 'orders', at: -400, took: 420 })]);
    expect(flow.deliveries).toMatchObject([{ waitMicros: null, skewMicros: null }]);
    expect(flow.skews).toEqual([]);
  });
});

describe('a commit that passed an event', () => {
  const record = sent(1);
  const commit = (group: string, by: number): PassingCommit => ({ event: record.at, group, after: null, by: brand<Micros>(record.timestamp! + by) });
  const groups = (spans: readonly SpanRecord[], commits: readonly PassingCommit[]): [string, number][] => assembled([record], [SEND, ...spans], { commits }).commitDeliveries.map(({ commit: { group, by } }) => [group, by - record.timestamp!]);

  it('is a delivery where no span of the group tells more', () => {
    const elsewhere = { ...commit('audit', 1), event: { ...record.at, offset: 9n } };
    expect(groups([handle('handle', 20)], [commit('audit', 1900), commit('stock', 500), commit('audit', 900), elsewhere])).toEqual([['audit', 900]]);
  });

  const nameless = (service: string) => handle(service, 20, { service, group: undefined });

  it('is none where the reader is called like the group', () => {
    expect(groups([nameless('stock')], [commit('stock', 500), commit('audit', 900)])).toEqual([['audit', 900]]);
  });

  it('is none where the readers whose groups nobody names are as many as the groups', () => {
    expect(groups([nameless('payment')], [commit('payment-retry', 500)])).toEqual([]);
    expect(groups([nameless('payment')], [commit('payment-retry', 500), commit('audit', 900)])).toEqual([['payment-retry', 500], ['audit', 900]]);
  });
});
