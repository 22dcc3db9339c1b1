/** What became of a dead letter, or of a failure group, in words. */
import type { Tone } from '#components/ui/chip.tsx';
import type { DeadLetterState } from '#lib/contracts/dead-letters.ts';

export const deadLetterTone: Record<DeadLetterState, Tone> = { open: 'bad', 'failed-again': 'bad', replaying: 'warn', resolved: 'ok', discarded: 'idle' };

export const deadLetterWord: Record<DeadLetterState, string> = { open: 'Open', 'failed-again': 'Failed again', replaying: 'Replaying', resolved: 'Resolved', discarded: 'Discarded' };

export const letterMeaning: Record<DeadLetterState, string> = {
  open: 'nobody has decided about it yet',
  'failed-again': 'it was replayed, and another dead letter came of that',
  replaying: 'it is being sent, or what came of it is awaited',
  resolved: 'it was replayed, and its consumer group passed it',
  discarded: 'somebody gave it up, with a reason',
};

export const groupMeaning: Record<DeadLetterState, string> = {
  open: 'some of its messages are open',
  'failed-again': 'some of its messages are open that had been replayed before',
  replaying: 'some of its messages are being replayed',
  resolved: 'none is open, and not all were discarded',
  discarded: 'all of its messages were discarded',
};
