/**
 * A replay, and each of its items, as tables of what may happen in which state. What is not in a table does not happen: the store writes
 * `… WHERE state = <from>`, so of two processes that mean the same step one does it, and the other learns that it was late.
 *
 * An item goes planned → sending → sent → succeeded. `sending` is written down, with the ends of the target's partitions, before its first byte
 * leaves; from there only three things are known to lead on: the broker's word, or what the fenced target was found to hold, or a person.
 */
import type { ItemState, ReplayState } from '#lib/core/dead-letters/states.ts';

type Table<State extends string, Event extends string> = Readonly<Record<Event, Readonly<Partial<Record<State, State>>>>>;

export type ReplayEvent = 'judged' | 'start' | 'pause' | 'resume' | 'cancel' | 'lapse' | 'stop' | 'finish';

const REPLAY: Table<ReplayState, ReplayEvent> = {
  judged: { planning: 'planned' },
  // A second start changes nothing, however far the first has come.
  start: { planned: 'running', running: 'running', paused: 'paused', stopped: 'stopped', done: 'done' },
  pause: { running: 'paused', paused: 'paused' },
  resume: { paused: 'running', stopped: 'running', running: 'running' },
  cancel: { planning: 'cancelled', planned: 'cancelled', running: 'cancelled', paused: 'cancelled', stopped: 'cancelled', cancelled: 'cancelled' },
  // Nobody started it: its selection is of another day.
  lapse: { planning: 'cancelled', planned: 'cancelled' },
  stop: { running: 'stopped' },
  finish: { running: 'done' },
};

/** Null where that cannot happen in this state. */
export const nextReplayState = (state: ReplayState, event: ReplayEvent): ReplayState | null => REPLAY[event][state] ?? null;

/** Whether its items are spoken for: no other replay may have them. */
export const isActive = (state: ReplayState): boolean => state === 'running' || state === 'paused' || state === 'stopped';

export type ItemEvent =
  /** It turned out, before it was sent, that it cannot be. */
  | 'refuse'
  /** That it is about to be sent was written down. */
  | 'intend'
  /** The broker said so, or it was found on the target, committed. */
  | 'committed'
  /** After the sender was fenced, the target holds no copy of it, and held on to all that was written since. */
  | 'absent'
  /** After the sender was fenced: an aborted copy, or a target of which not all can be read. */
  | 'cannot-know'
  /** Its consumer group passed it, and the time to come back is over. */
  | 'passed'
  /** A dead letter with its replay headers came. */
  | 'came-back'
  | 'cancel'
  | 'decide-sent'
  | 'decide-not-sent';

const ITEM: Table<ItemState, ItemEvent> = {
  refuse: { planned: 'refused' },
  intend: { planned: 'sending' },
  committed: { sending: 'sent', unsure: 'sent' },
  absent: { sending: 'planned' },
  'cannot-know': { sending: 'unsure' },
  passed: { sent: 'succeeded' },
  // That it came back proves that it was sent; even later than one waits for it.
  'came-back': { sending: 'failed-again', sent: 'failed-again', unsure: 'failed-again', succeeded: 'failed-again' },
  cancel: { planned: 'cancelled' },
  'decide-sent': { unsure: 'sent' },
  'decide-not-sent': { unsure: 'cancelled' },
};

/** Null where that cannot happen in this state. */
export const nextItemState = (state: ItemState, event: ItemEvent): ItemState | null => ITEM[event][state] ?? null;

/** In which states the event happens: what a statement's `WHERE` asks for. */
export const statesBefore = (event: ItemEvent): readonly ItemState[] => Object.keys(ITEM[event]) as ItemState[]; // the keys of the table, by its type

/** A copy of it is on the target, or may be: its dead letter is in no other replay. The same as the partial unique index of `replay_item`. */
export const isLive = (state: ItemState): boolean => state === 'sending' || state === 'sent' || state === 'unsure';

/** Nothing more becomes of it by itself. */
export const isSettled = (state: ItemState): boolean => !['planned', 'sending', 'sent'].includes(state);
