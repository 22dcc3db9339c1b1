/** How a replay and each of its items is, in words. */
import type { z } from 'zod';
import type { Tone } from '#components/ui/chip.tsx';
import type { RefusalReason, ReplayItemState, ReplayState } from '#lib/contracts/replays.ts';

type State = z.infer<typeof ReplayState>;
type Item = z.infer<typeof ReplayItemState>;
export type Refusal = z.infer<typeof RefusalReason>;

export const replayTone: Record<State, Tone> = { planning: 'idle', planned: 'idle', running: 'warn', paused: 'warn', stopped: 'bad', cancelled: 'idle', done: 'ok' };
export const replayWord: Record<State, string> = { planning: 'Planning', planned: 'Planned', running: 'Running', paused: 'Paused', stopped: 'Stopped by itself', cancelled: 'Cancelled', done: 'Done' };

export const itemTone: Record<Item, Tone> = { planned: 'idle', refused: 'idle', sending: 'warn', sent: 'warn', succeeded: 'ok', 'failed-again': 'bad', unsure: 'bad', cancelled: 'idle' };
export const itemWord: Record<Item, string> = { planned: 'To be sent', refused: 'Refused', sending: 'Sending', sent: 'Sent, outcome awaited', succeeded: 'Succeeded', 'failed-again': 'Failed again', unsure: 'Unsure', cancelled: 'Not sent' };

export const refusalWord: Record<Refusal, string> = {
  'not-open': 'not open any more',
  superseded: 'failed again, and its successor stands for it',
  'already-live': 'already live in another replay',
  'origin-unknown': 'nothing tells where it came from',
  'target-not-allowed': 'the configuration does not allow the target',
  'target-missing': 'the target topic does not exist',
  'target-is-dead-letter-topic': 'the target is a dead-letter topic',
  'partition-missing': 'the target has no such partition',
  'no-partition': 'nothing tells which partition it came from',
  'same-message': 'the same message as another of the selection',
  'payload-gone': 'its payload is gone',
  masked: 'it is masked here, and the broker has it no more',
  'headers-not-writable': 'its headers cannot be written back as they were',
  'too-large': 'too large for the target topic',
};
