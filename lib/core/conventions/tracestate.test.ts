import { expect, it } from 'vitest';
import { readEvent } from '#lib/core/conventions/read-event.ts';
import { anEvent } from '#lib/core/conventions/testing/records.ts';

const TRACEPARENT = ['traceparent', '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'] as const;
const read = (...states: (string | Uint8Array)[]) => readEvent(anEvent({ headers: [TRACEPARENT, ...states.map((state) => ['tracestate', state] as const)] }));

it.each([
  [['congo=t61rcWkgMzE'], 'congo=t61rcWkgMzE'],
  [['rojo=00f067aa0ba902b7,congo=t61rcWkgMzE'], 'rojo=00f067aa0ba902b7,congo=t61rcWkgMzE'],
  [['rojo=1', 'congo=2'], 'rojo=1,congo=2'],
  [[' rojo=1 ,, congo=2 '], 'rojo=1,congo=2'],
  [['fw529a3039@dt=FfFe;1'], 'fw529a3039@dt=FfFe;1'],
  [[`a=${'x'.repeat(256)}`], `a=${'x'.repeat(256)}`],
  [[Array.from({ length: 32 }, (_, index) => `k${index}=v`).join(',')], Array.from({ length: 32 }, (_, index) => `k${index}=v`).join(',')],
])('keeps %j', (states, state) => {
  expect(read(...states)).toMatchObject({ trace: { state }, notes: [] });
});

it.each(['rojo', '=1', 'Rojo=1', 'a=', 'a=b=c', `a=${'x'.repeat(257)}`, 'a=é', 'good=1,b ad=2', Array.from({ length: 33 }, (_, index) => `k${index}=v`).join(',')])(
  'drops %j and keeps the trace, with a note',
  (state) => {
    const reading = read(state);
    expect(reading.trace).toMatchObject({ traceId: TRACEPARENT[1].slice(3, 35) });
    expect(reading.trace).not.toHaveProperty('state');
    expect(reading.notes).toHaveLength(1);
  },
);

it('says nothing where there is none', () => {
  expect(read().trace).not.toHaveProperty('state');
  expect(read(' ').notes).toEqual([]);
});
