import { describe, expect, test } from 'vitest';
import { accept, complete, placeAt, type Known } from '#lib/core/flow-query/complete.ts';

const counted = (...values: [string, number][]) => values.map(([value, count]) => ({ value, count }));
const known: Known = {
  status: counted(['completed', 90], ['failed', 3]),
  kind: counted(['order.created', 80], ['trip requested', 4]),
  service: counted(['checkout', 80], ['payment', 60]),
  topic: counted(['orders', 80], ['payments', 60], ['orders.payments.dlq', 2]),
  keyName: [{ value: 'orderId', count: null }, { value: 'status', count: null }, { value: 'a b', count: null }],
  keyValue: [{ value: '4711', count: null }],
};

/** `|` is the caret. */
function at(marked: string) {
  const caret = marked.indexOf('|');
  const text = marked.replace('|', '');
  return { text, suggestions: complete(placeAt(text, caret), known) };
}
const labels = (marked: string) => at(marked).suggestions.map(({ label }) => label);

test.each<[string, string[]]>([
  ['|', ['status:', 'kind:', 'service:', 'topic:', 'minDuration:', 'maxDuration:', 'has:', 'key:', 'orderId:', 'key.status:']],
  ['sta|', ['status:', 'key.status:', 'status:stalled']],
  ['-s|', ['status:', 'service:', 'status:stalled', 'status:compensated', 'kind:"trip requested"', 'topic:orders', 'topic:payments', 'topic:orders.payments.dlq']],
  ['ord|', ['orderId:', 'kind:order.created', 'topic:orders', 'topic:orders.payments.dlq']],
  ['kind:x pay|', ['service:payment', 'topic:payments', 'topic:orders.payments.dlq']],
  ['status:|', ['failed', 'stalled', 'compensated', 'in-flight', 'completed']],
  ['status:failed,|', ['stalled', 'compensated', 'in-flight', 'completed']],
  ['status:c|', ['compensated', 'completed']],
  ['topic:pay|', ['payments', 'orders.payments.dlq']],
  ['kind:"trip r|', ['trip requested']],
  ['has:|', ['dead-letters', 'no-dead-letters']],
  ['minDuration:1|', ['100ms', '1s', '1m', '10m', '1h']],
  ['orderId:47|', ['4711']],
  ['key:|', ['4711']],
  ['zzz|', []],
])('%s offers %j', (marked, expected) => expect(labels(marked)).toEqual(expected));

test('statuses that nothing has are counted as none', () => {
  expect(at('status:|').suggestions.map(({ label, count }) => `${label} ${count}`)).toEqual(['failed 3', 'stalled 0', 'compensated 0', 'in-flight 0', 'completed 90']);
});

describe('what is accepted stands where the word stood', () => {
  test.each<[string, string]>([
    ['sta|', 'status:|'],
    ['sta|us kind:a', 'status:| kind:a'],
    ['sta|:failed', 'status:|failed'],
    ['-serv|', '-service:|'],
    ['status:f|', 'status:failed |'],
    ['status:failed,st|', 'status:failed,stalled |'],
    ['status:f|,stalled', 'status:failed|,stalled'],
    ['status:f| kind:a', 'status:failed | kind:a'],
    ['kind:trip|', 'kind:"trip requested" |'],
    ['kind:"trip|', 'kind:"trip requested" |'],
    ['x orde|', 'x orderId:|'],
    ['x payment| y', 'x service:payment | y'],
  ])('%s becomes %s', (marked, expected) => {
    const { text, suggestions } = at(marked);
    const done = accept(text, suggestions[0]!);
    expect(`${done.text.slice(0, done.caret)}|${done.text.slice(done.caret)}`).toBe(expected.replace(' | ', ' |'));
  });
});
