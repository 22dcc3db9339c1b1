import { expect, it } from 'vitest';
import { deadLetterSentence, groupSentence } from '#components/dead-letters/sentence.ts';

it.each([
  [{ open: 0, states: {} }, 'No dead letter waits for anybody.'],
  [{ open: 1, states: { open: 1 } }, '1 dead letter is open, of 1 cause.'],
  [{ open: 2412, states: { open: 2, 'failed-again': 1, replaying: 1 } }, '2,412 dead letters are open, of 3 causes; 1 more cause is being replayed.'],
  [{ open: 0, states: { replaying: 2, resolved: 4 } }, '2 causes are being replayed.'],
])('says what waits: %j', (list, said) => {
  expect(deadLetterSentence(list, false)).toBe(said);
});

it('says nothing of causes that a filter hides', () => {
  expect(deadLetterSentence({ open: 12, states: { open: 1 } }, true)).toBe('12 are open in all.');
});

it.each([
  [{ count: 398, open: 398, reFailed: 0, owner: null }, '398 messages, one cause. Nobody owns it yet.'],
  [{ count: 11, open: 3, reFailed: 2, owner: 'mia' }, '3 of 11 messages are open. 2 failed again after a replay.'],
])('says how a group is: %j', (group, said) => {
  expect(groupSentence(group)).toBe(said);
});
