import { expect, it } from 'vitest';
import { readEvent } from '#lib/core/conventions/read-event.ts';
import { anEvent } from '#lib/core/conventions/testing/records.ts';

it.each([
  ['plain', '4bf92f3577b34da6a3ce929d0e0e4736:00f067aa0ba902b7:0:1', '4bf92f3577b34da6a3ce929d0e0e4736', '00f067aa0ba902b7', true],
  ['without padding', '3ce929d0e0e4736:f067aa0ba902b7:0:0', '000000000000000003ce929d0e0e4736', '00f067aa0ba902b7', false],
  ['URL-encoded', '4bf92f3577b34da6a3ce929d0e0e4736%3A00f067aa0ba902b7%3a0%3A3', '4bf92f3577b34da6a3ce929d0e0e4736', '00f067aa0ba902b7', true],
])('reads uber-trace-id %s', (_what, text, traceId, spanId, sampled) => {
  expect(readEvent(anEvent({ headers: [['uber-trace-id', text]] })).trace).toEqual({ traceId, ref: { traceId, spanId }, sampled, from: 'uber-trace-id' });
});

it.each([
  ['uberctx-correlation.id', 'order-1', 'order-1'],
  ['UberCtx-Correlation_Id', 'order%2D1%20a', 'order-1 a'],
  ['uberctx-correlationId', '4711', '4711'],
])('reads baggage %s: %s', (name, text, value) => {
  expect(readEvent(anEvent({ headers: [[name, text]] })).keys).toMatchObject([{ kind: 'correlation', value, join: `c:${value}` }]);
});

it('takes malformed baggage as absent, with a note', () => {
  expect(readEvent(anEvent({ headers: [['uberctx-correlation.id', '%zz']] }))).toMatchObject({ keys: [], notes: { length: 1 } });
});

it.each(['', 'a:b:c', '0:1:0:1', '1:0:0:1', 'xyz:1:0:1', `${'a'.repeat(33)}:1:0:1`])('takes %j as absent', (text) => {
  const reading = readEvent(anEvent({ headers: [['uber-trace-id', text]] }));
  expect(reading.trace).toBeNull();
  expect(reading.notes).toHaveLength(1);
});
