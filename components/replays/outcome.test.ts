import { describe, expect, it } from 'vitest';
import { asSentence, countToType, isMoving, isTyped, outcomeSentence, partsOf, saysMore } from '#components/replays/outcome.ts';
import type { Replay } from '#lib/contracts/replays.ts';

const counts = (some: Partial<Replay>) => ({ state: 'running' as const, total: 396, sent: 0, succeeded: 0, failedAgain: 0, unsure: 0, waiting: 0, notSent: 396, refused: 2, planning: null, ...some });

it.each([
  [{ state: 'planning', planning: { selected: null, judged: 0 } }, 'The selection is being frozen. Nothing is sent.'],
  [{ state: 'planning', planning: { selected: 1_000_000, judged: 120_000 } }, 'Planning 120,000 of 1,000,000. Nothing is sent.'],
  [{ state: 'planned' }, '396 messages would be sent. Nothing is sent until somebody starts it.'],
  [{ state: 'planned', total: 0, notSent: 0 }, 'Nothing of it can be sent.'],
  [{ state: 'running' }, 'None of 396 messages is sent yet.'],
  [{ state: 'running', sent: 12, succeeded: 11, failedAgain: 1, notSent: 384 }, '12 of 396 are sent: 11 succeeded, 1 failed again.'],
  [{ state: 'running', total: 1, sent: 1, waiting: 1, notSent: 0 }, 'It is sent: 1 has no outcome yet.'],
  [{ state: 'done', total: 3, sent: 3, succeeded: 3, notSent: 0 }, 'All 3 messages succeeded.'],
  [{ state: 'done', total: 1, sent: 1, succeeded: 1, notSent: 0 }, 'The message succeeded.'],
  [{ state: 'stopped', sent: 11, unsure: 2, succeeded: 9, notSent: 385 }, '11 of 396 are sent: 9 succeeded, 2 are unsure.'],
  [{ state: 'cancelled' }, 'It was cancelled before anything was sent.'],
] as const)('says how far it is: %j', (some, said) => {
  expect(outcomeSentence(counts(some))).toBe(said);
});

describe('a replay', () => {
  it('moves while it is sent, and while outcomes are awaited', () => {
    expect(isMoving(counts({ state: 'running' }))).toBe(true);
    expect(isMoving(counts({ state: 'cancelled', waiting: 1 }))).toBe(true);
    expect(isMoving(counts({ state: 'done' }))).toBe(false);
    expect(isMoving(counts({ state: 'planned' }))).toBe(false);
  });

  it('is drawn as parts that sum up to all', () => {
    expect(partsOf(counts({ sent: 12, succeeded: 11, failedAgain: 1, notSent: 384 })).reduce((sum, { count }) => sum + count, 0)).toBe(396);
  });

  it('says more than its counts where it waits, and not how far a plan is twice', () => {
    expect(saysMore({ state: 'planning', unattended: false, stateSays: '1 of 2 are judged' })).toBe(false);
    expect(saysMore({ state: 'planning', unattended: false, stateSays: 'it waits and tries again: the broker is away' })).toBe(true);
    expect(saysMore({ state: 'planning', unattended: true, stateSays: 'no collector plans it' })).toBe(true);
    expect(saysMore({ state: 'planned', unattended: false, stateSays: 'it waits to be started' })).toBe(false);
  });

  it('says why it is so in a sentence', () => {
    expect(asSentence('it stopped by itself: 1 of 1 failed again')).toBe('It stopped by itself: 1 of 1 failed again.');
    expect(asSentence('Done.')).toBe('Done.');
  });

  it('asks for its count to be typed above 100', () => {
    expect(countToType(100)).toBeNull();
    expect(countToType(1204)).toBe('1204');
    expect(isTyped('1,204', 1204)).toBe(true);
    expect(isTyped(' 1204 ', 1204)).toBe(true);
    expect(isTyped('1203', 1204)).toBe(false);
    expect(isTyped('', 0)).toBe(false);
  });
});
