import { describe, expect, test } from 'vitest';
import { ALL_FLOWS, type FlowQuery } from '#lib/core/flow-query/filter.ts';
import { parseQuery } from '#lib/core/flow-query/parse.ts';

test.each<[string, Partial<FlowQuery>]>([
  ['', {}],
  ['   ', {}],
  ['status:failed', { status: ['failed'] }],
  ['Status:Failed,IN_FLIGHT', { status: ['failed', 'in-flight'] }],
  ['status:failed status:stalled,failed', { status: ['failed', 'stalled'] }],
  ['-status:completed -service:email', { notStatus: ['completed'], notService: ['email'] }],
  ['kind:order.created topic:payments', { kind: ['order.created'], topic: ['payments'] }],
  ['topic:"two words","a,b"', { topic: ['two words', 'a,b'] }],
  ['service:a"b c"d', { service: ['ab cd'] }],
  [String.raw`kind:"say \"hi\" \\o/ \n"`, { kind: [String.raw`say "hi" \o/ \n`] }],
  ['minDuration:5s maxDuration:1h30m', { minDurationMs: 5000, maxDurationMs: 5_400_000 }],
  ['minduration:1.5S', { minDurationMs: 1500 }],
  ['has:dead-letters', { hasDeadLetters: true }],
  ['has:no_dead_letters', { hasDeadLetters: false }],
  ['orderId:4711', { key: { name: 'orderId', value: '4711' } }],
  ['orderId:4711,4712', { key: { name: 'orderId', value: '4711,4712' } }],
  ['key:ord-1', { key: { name: null, value: 'ord-1' } }],
  ['key.status:4711', { key: { name: 'status', value: '4711' } }],
  ['urn:a:b', { key: { name: 'urn', value: 'a:b' } }],
  ['card declined', { words: ['card', 'declined'] }],
  ['"card declined"', { words: ['card', 'declined'] }],
  ['http://x/y 10:42 a,b -x', { words: ['http://x/y', '10:42', 'a,b', '-x'] }],
  ['"status:failed"', { words: ['status:failed'] }],
  ['x\0y kind:a\0b', { words: ['xy'], kind: ['ab'] }],
])('%j', (text, expected) => expect(parseQuery(text)).toEqual({ query: { ...ALL_FLOWS, ...expected }, faults: [], hints: [] }));

describe('faults say where, and what was meant', () => {
  test.each<[string, string, string, string | null]>([
    ['kind:a status:faild', 'faild', 'There is no status “faild”.', 'failed'],
    ['status:fail', 'fail', 'There is no status “fail”.', 'failed'],
    ['status:xyz', 'xyz', 'There is no status “xyz”.', null],
    ['status:', 'status:', 'status: needs a value.', null],
    ['status:failed,', 'status:failed,', 'status: needs a value between its commas.', null],
    ['orderId:', 'orderId:', 'orderId: needs a value.', null],
    ['minDuration:5', '5', '“5” is no length of time: 250ms, 5s, 2m and 1h30m are.', '5s'],
    ['minDuration:soon', 'soon', '“soon” is no length of time: 250ms, 5s, 2m and 1h30m are.', null],
    ['maxDuration:1s maxDuration:2s', 'maxDuration:2s', 'maxDuration: is said twice.', null],
    ['minDuration:2s maxDuration:1s', 'minDuration:2s maxDuration:1s', 'minDuration is longer than maxDuration, so nothing can match.', null],
    ['has:dead-leters', 'dead-leters', 'has: knows dead-letters and no-dead-letters, not “dead-leters”.', 'dead-letters'],
    ['a kind:"open x', '"open x', 'A quote is not closed.', null],
    ['a:1 b:2', 'b:2', 'A query has one key at a time.', null],
    ['-orderId:1', '-orderId:1', 'Only status, kind, service and topic can be negated, not orderId.', null],
    [`kind:${'x'.repeat(301)}`, 'x'.repeat(301), 'A value has at most 300 characters.', null],
    ['a b c d e f g h i j k', 'a b c d e f g h i j k', 'Free text holds at most 10 words and 500 characters.', null],
  ])('%j', (text, part, message, suggestion) => {
    const { faults } = parseQuery(text);
    expect(faults.map((fault) => ({ ...fault, part: text.slice(fault.from, fault.to) }))).toEqual([expect.objectContaining({ part, message, suggestion })]);
  });

  test('the rest of the query is read all the same', () => expect(parseQuery('status:failed,odd kind:a').query).toEqual({ ...ALL_FLOWS, status: ['failed'], kind: ['a'] }));
});

test.each<[string, string | null]>([
  ['stauts:failed', 'status'],
  ['topics:payments', 'topic'],
  ['duration:5s', 'minDuration'],
  ['orderId:4711', null],
])('%j hints at %j', (text, suggestion) => expect(parseQuery(text).hints.map((hint) => hint.suggestion)).toEqual(suggestion === null ? [] : [suggestion]));
