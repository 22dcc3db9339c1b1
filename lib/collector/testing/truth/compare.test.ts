import { expect, test } from 'vitest';
import { compare } from '#lib/collector/testing/truth/compare.ts';
import type { ExpectedFlow } from '#lib/collector/testing/truth/expected.ts';
import type { FlowDetail } from '#lib/contracts/flows.ts';

const TRACE = 'a'.repeat(32);

/** A flow of `t/0/<offset>` messages and of spans named by their ids; `~` before one that another flow shows too. */
function shown(records: readonly string[], { status = 'completed', findings = [] as string[], hops = [] as [string, string][] } = {}): FlowDetail {
  const isMessage = (record: string): boolean => record.startsWith('t/');
  const at = (record: string) => ({ source: 'kafka', topic: 't', incarnation: 0, partition: 0, offset: record.split('/')[2] ?? '' });
  const ref = (record: string) => (isMessage(record) ? { event: at(record) } : { span: { traceId: TRACE, spanId: record } });
  const sharedWith = (record: string): number => (record.startsWith('~') ? 1 : 0);
  const bare = (record: string): string => record.replace('~', '');
  return {
    flow: { status },
    events: records.filter(isMessage).map((record) => ({ coordinates: at(record), sharedWith: 0 })),
    spans: records.filter((record) => !isMessage(record)).map((record) => ({ traceId: TRACE, spanId: bare(record), sharedWith: sharedWith(record) })),
    hops: hops.map(([from, to]) => ({ from: ref(from), to: ref(to), kind: 'publish' })),
    findings: findings.map((kind) => ({ kind })),
  } as unknown as FlowDetail;
}

const expected = (name: string, offset: number, more: Partial<ExpectedFlow> = {}): ExpectedFlow => ({
  name,
  records: new Map([[`t/0/${offset}`, 1], [`${TRACE}/s${offset}`, 1], [`${TRACE}/batch`, 2]]),
  hops: new Set([`${TRACE}/s${offset} > t/0/${offset}`]),
  status: 'completed',
  findings: new Set(),
  ...more,
});
const EXPECTED = [expected('one', 1), expected('two', 2)];
const one = shown(['t/0/1', 's1', '~batch'], { hops: [['s1', 't/0/1']] });
const two = shown(['t/0/2', 's2', '~batch'], { hops: [['s2', 't/0/2']] });

test('nothing is wrong where all is as it should be, and what belongs to nobody stands apart', () => {
  const result = compare(EXPECTED, [two, one, shown(['poll'])]);
  expect(result).toMatchObject({ flows: 2, records: { expected: 6, shown: 6, right: 6 }, shared: 2, hops: { expected: 2, shown: 2, right: 2 }, wrong: [] });
});

test.each([
  ['a missing record', [shown(['t/0/1', '~batch'], { hops: [['s1', 't/0/1']] }), two], [`one: record ${TRACE}/s1 is missing`]],
  ['a foreign record', [shown(['t/0/1', 's1', '~batch', 'poll'], { hops: [['s1', 't/0/1']] }), two], [`one: record ${TRACE}/poll is wrong`]],
  ['a number of flows', [shown(['t/0/1', 's1', 'batch'], { hops: [['s1', 't/0/1']] }), two], [`one: ${TRACE}/batch is said to be in 1 flows, not 2`]],
  ['a missing hop', [shown(['t/0/1', 's1', '~batch']), two], [`one: hop ${TRACE}/s1 > t/0/1 is missing`]],
  ['a wrong hop', [shown(['t/0/1', 's1', '~batch'], { hops: [['s1', 't/0/1'], ['t/0/1', 's1']] }), two], [`one: hop t/0/1 > ${TRACE}/s1 is wrong`]],
  ['a status', [shown(['t/0/1', 's1', '~batch'], { hops: [['s1', 't/0/1']], status: 'failed' }), two], ['one: status completed is missing', 'one: status failed is wrong']],
  ['a finding', [shown(['t/0/1', 's1', '~batch'], { hops: [['s1', 't/0/1']], findings: ['duplicate'] }), two], ['one: finding duplicate is wrong']],
  ['a second flow of its records', [one, two, shown(['s1'])], [`A flow that should not be holds 1 records: ${TRACE}/s1`]],
])('tells %s', (_, flows, wrong) => {
  expect(compare(EXPECTED, flows).wrong).toEqual(wrong);
});

test('tells flows that are joined, and one that is not there', () => {
  const joined = shown(['t/0/1', 's1', 't/0/2', 's2', 'batch'], { hops: [['s1', 't/0/1'], ['s2', 't/0/2']] });
  expect(compare(EXPECTED, [joined]).wrong).toContain('two: is joined with one');
  const { wrong, records } = compare(EXPECTED, [one]);
  expect(wrong).toContain('two: t/0/2 is in 0 flows');
  expect(records).toEqual({ expected: 6, shown: 3, right: 3 });
});
