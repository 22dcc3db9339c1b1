import { expect, it } from 'vitest';
import { correlationOf } from './correlation-of.ts';

it.each([
  [{ 'correlation-id': Buffer.from('a') }, null, 'a'],
  [{ 'X-Correlation-Id': 'b' }, '{"metadata":{"correlationId":"other"}}', 'b'],
  [{ ce_correlationid: ['x', Buffer.from('c')] }, null, 'c'],
  [{}, '{"type":"t","metadata":{"correlationId":"d","eventId":"e"}}', 'd'],
  [undefined, null, null],
  [{}, '{"a":1}', null],
])('%#', (headers, value, expected) => {
  expect(correlationOf(headers, value)).toBe(expected);
});
