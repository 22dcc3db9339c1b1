import { describe, expect, it, test } from 'vitest';
import { compareWithUsual, pairSteps, type ComparedStep } from '#lib/core/baseline/compare.ts';
import { learn, type Learned } from '#lib/core/baseline/learn.ts';
import { outline, times } from '#lib/core/baseline/testing/outlines.ts';

/** Orders that are paid after 1 to 2 s and shipped 3 s after the beginning; one in ten is cancelled instead. */
const usual: Learned = learn([...times(180, (n) => outline({ 'order.created': 0, 'payment.completed': 1 + (n % 100) / 100, 'shipment.created': 3 })), ...times(20, () => outline({ 'order.created': 0, 'order.cancelled': 2 }))]);

const told = (steps: readonly ComparedStep[] | null): string[] | undefined => steps?.map(({ type, verdict, since }) => `${type} ${verdict}${since === null ? '' : ` since ${since.type}`}`);
const verdicts = (steps: Readonly<Record<string, number>>): string[] | undefined => told(compareWithUsual(outline(steps), usual));

describe('a flow beside the usual path of its kind', () => {
  it.each<[string, Readonly<Record<string, number>>, string[]]>([
    ['as usual', { 'order.created': 0, 'payment.completed': 1.5, 'shipment.created': 3 }, ['order.created unknown', 'payment.completed usual since order.created', 'shipment.created usual since payment.completed']],
    ['slow in one step, which makes the next no slower', { 'order.created': 0, 'payment.completed': 9, 'shipment.created': 10.5 }, ['order.created unknown', 'payment.completed slow since order.created', 'shipment.created usual since payment.completed']],
    ['fast in one', { 'order.created': 0, 'payment.completed': 0.2, 'shipment.created': 1.6 }, ['order.created unknown', 'payment.completed fast since order.created', 'shipment.created usual since payment.completed']],
    ['without its last step', { 'order.created': 0, 'payment.completed': 1.5 }, ['order.created unknown', 'payment.completed usual since order.created', 'shipment.created absent since payment.completed']],
    ['without one in the middle', { 'order.created': 0, 'shipment.created': 3 }, ['order.created unknown', 'payment.completed absent since order.created', 'shipment.created usual since order.created']],
    ['with a step that is new', { 'order.created': 0, 'fraud.suspected': 0.5, 'payment.completed': 1.5, 'shipment.created': 3 }, ['order.created unknown', 'fraud.suspected new', 'payment.completed usual since order.created', 'shipment.created usual since payment.completed']],
  ])('%s', (_what, steps, expected) => expect(verdicts(steps)).toEqual(expected));

  it('has its figures beside it', () => {
    const paid = compareWithUsual(outline({ 'order.created': 0, 'payment.completed': 9 }), usual)![1]!;
    expect(paid).toMatchObject({ micros: 9_000_000, share: 0.9, usual: { cases: 180 } });
    expect(paid.usual!.p50).toBeGreaterThan(1_400_000);
    expect(paid.usual!.p95).toBeLessThan(2_100_000);
  });

  it('goes by the 99th percentile where an older version learned no 95th, and calls nothing fast', () => {
    const old: Learned = { ...usual, steps: usual.steps.map((step) => ({ ...step, followers: step.followers.map(({ p5: _p5, p95: _p95, ...rest }) => rest) })) };
    const verdictOf = (seconds: number) => compareWithUsual(outline({ 'order.created': 0, 'payment.completed': seconds }), old)![1]!.verdict;
    expect([verdictOf(0.1), verdictOf(1.99), verdictOf(3)]).toEqual(['usual', 'usual', 'slow']);
  });

  it('calls nothing absent from a flow of which only the first steps are kept', () => {
    expect(told(compareWithUsual({ ...outline({ 'order.created': 0 }), cut: true }, usual))).toEqual(['order.created unknown']);
  });

  it('calls nothing new that may be one too many of the frequent steps', () => {
    const many = learn(times(200, () => outline(Object.fromEntries(Array.from({ length: 60 }, (_, n) => [`step.${n}`, n])))));
    const [step] = compareWithUsual(outline({ 'step.59': 0 }), many)!.filter(({ type }) => type === 'step.59');
    expect(step).toMatchObject({ verdict: 'unknown', share: null });
    expect(compareWithUsual(outline({ other: 0 }), usual)![0]).toMatchObject({ verdict: 'new', share: 0 });
  });

  it('is nothing where too little was learned', () => {
    expect(compareWithUsual(outline({ 'order.created': 0 }), null)).toBeNull();
    expect(compareWithUsual(outline({ 'order.created': 0 }), learn(times(99, () => outline({ 'order.created': 0 }))))).toBeNull();
  });
});

test('two flows step by step: what only the other has stands where it has it', () => {
  const pairs = pairSteps(outline({ 'order.created': 0, 'payment.completed': 1, 'mail.sent': 2 }), outline({ 'order.created': 0, 'payment.failed': 1, 'payment.completed': 4, 'shipment.created': 5 }));
  expect(pairs.map(({ type, here, there }) => [type, here?.afterMicros ?? null, there?.afterMicros ?? null])).toEqual([
    ['order.created', 0, 0],
    ['payment.failed', null, 1_000_000],
    ['payment.completed', 1_000_000, 4_000_000],
    ['shipment.created', null, 5_000_000],
    ['mail.sent', 2_000_000, null],
  ]);
});
