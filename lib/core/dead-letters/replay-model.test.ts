import fc from 'fast-check';
import { expect, test } from 'vitest';
import { runModel, type Mistake, type Schedule } from '#lib/core/dead-letters/testing/replay-model.ts';

/** Three senders, of which each may run while the others sleep, for a few steps at a time. */
const schedules: fc.Arbitrary<Schedule> = fc
  .array(fc.record({ who: fc.integer({ min: 1, max: 3 }), kill: fc.boolean(), steps: fc.integer({ min: 1, max: 9 }) }), { maxLength: 14 })
  .map((turns) => turns.flatMap(({ who, kill, steps }) => [...Array.from({ length: steps }, () => ({ who, kill: false })), ...(kill ? [{ who, kill: true }] : [])]));

/** Nothing twice for whoever reads uncommitted; all sent or unsure; `unsure` only for what stands there aborted. */
function isRight(count: number, schedule: Schedule, mistake: Mistake): boolean {
  const { items, seen, committed } = runModel(count, schedule, mistake);
  return [...items].every(([of, state]) => {
    const [copies = 0, sent = 0] = [seen.get(of), committed.get(of)];
    return copies === 1 && (state === 'sent' ? sent === 1 : state === 'unsure' && sent === 0);
  });
}

const anyRun = (mistake: Mistake) => fc.property(fc.integer({ min: 1, max: 8 }), schedules, (count, schedule) => isRight(count, schedule, mistake));

test('however senders are killed, stopped and woken: never twice, each sent or unsure, unsure only where nothing else can be known', () => {
  fc.assert(anyRun('none'), { numRuns: 5000 });
});

test('a sender that nobody disturbs sends all', () => {
  expect([...runModel(10, []).items.values()]).toEqual(Array.from({ length: 10 }, () => 'sent'));
});

test.each<Mistake>(['init-after-intending', 'term-not-checked', 'aborted-taken-for-absent', 'end-read-too-late', 'no-intent'])('the model notices %s', (mistake) => {
  const found = fc.check(anyRun(mistake), { numRuns: 20_000, seed: 7 });
  expect(found.failed).toBe(true);
});
