import { expect, test } from 'vitest';
import { decide, isExact } from '#components/palette/decide.ts';
import type { KeyMatch } from '#lib/contracts/flows.ts';

const match = (value: string, flowId: string, kind: KeyMatch['kind'] = 'correlation'): KeyMatch => ({ kind, value, flowId });
const trace = '0af7651916cd43dd8448eb211c80319c';

test.each([
  ['ord-1', 'ord-1', true],
  [' ORD-1 ', 'ord-1', true],
  ['ord-1', 'ord-12', false],
  ['orderId=4711', '4711', true],
  ['orderId=47112', '4711', false],
  ['"ord-1"', 'ord-1', true],
  [`00-${trace}-b7ad6b7169203331-01`, trace, true],
  ['0af76519-16cd-43dd-8448-eb211c80319c', trace, true],
  ['a.b', 'axb', false],
])('%j means the key %j: %s', (text, value, exact) => expect(isExact(match(value, 'f'), text)).toBe(exact));

test('an event or a flow is found only by its whole name', () => {
  expect(isExact(match('kafka/orders/0/12', 'f', 'event'), 'orders-0@12')).toBe(true);
  expect(isExact(match('00ff00ff00ff00ff', 'f', 'flow'), '00FF00FF00FF00FF')).toBe(true);
});

test.each([
  ['nothing matches', [], 'ord-1', { kind: 'first' }],
  ['one exact match beats those that only begin so', [match('ord-1', 'a'), match('ord-12', 'b')], 'ord-1', { kind: 'go', flowId: 'a' }],
  ['two keys of one flow', [match('ord-1', 'a'), match('ord-1', 'a', 'business')], 'ord-1', { kind: 'go', flowId: 'a' }],
  ['two flows with that key', [match('4711', 'a'), match('4711', 'b')], '4711', { kind: 'choose', flows: 2 }],
  ['one that only begins so', [match('ord-1234', 'a')], 'ord-12', { kind: 'first' }],
] as const)('%s', (_, matches, text, decision) => expect(decide(matches, text)).toEqual(decision));
