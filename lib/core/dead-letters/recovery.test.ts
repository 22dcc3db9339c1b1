import { expect, test } from 'vitest';
import { recover, type TargetReading } from '#lib/core/dead-letters/recovery.ts';

const OF = 'kafka/orders.dlq/0/3/7';
const reading = (changes: Partial<TargetReading> = {}): TargetReading => ({ from: 100n, start: 0n, sameTopic: true, compacted: false, complete: true, copies: [], ...changes });
const copy = (state: 'committed' | 'aborted' | 'open', offset = 105n, of = OF) => ({ of, offset, state });

test.each<[string, TargetReading | null, string, bigint | null]>([
  ['nothing is there', reading(), 'absent', null],
  ['another’s copy is there', reading({ copies: [copy('committed', 105n, 'kafka/orders.dlq/0/3/8')] }), 'absent', null],
  ['it is there', reading({ copies: [copy('committed')] }), 'committed', 105n],
  ['it is there, though all else is in doubt', reading({ copies: [copy('aborted', 103n), copy('committed')], start: 101n, complete: false, compacted: true }), 'committed', 105n],
  ['an aborted copy', reading({ copies: [copy('aborted')] }), 'cannot-know', 105n],
  ['a transaction that has not ended', reading({ copies: [copy('open')] }), 'cannot-know', 105n],
  ['messages expired meanwhile', reading({ start: 101n }), 'cannot-know', null],
  ['nothing expired that was written since', reading({ start: 100n }), 'absent', null],
  ['a compacted target', reading({ compacted: true }), 'cannot-know', null],
  ['another topic of the same name', reading({ sameTopic: false }), 'cannot-know', null],
  ['a part of it was not read', reading({ complete: false }), 'cannot-know', null],
  ['none of it was read', null, 'cannot-know', null],
])('%s', (_what, given, event, offset) => {
  const { why, ...rest } = recover(OF, given);
  expect(rest).toEqual({ event, offset });
  expect(why).not.toBe('');
});
