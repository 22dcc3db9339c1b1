/** The words of dead letters and replays, which the contracts share. Rules: docs/decisions/dead-letters.md */

/** `replaying`: an item of a replay that runs, rests or is unsure of it. `failed-again`: another dead letter came of its replay, and that one is open. */
export const DEAD_LETTER_STATES = ['open', 'replaying', 'resolved', 'failed-again', 'discarded'] as const;
export type DeadLetterState = (typeof DEAD_LETTER_STATES)[number];

/** `planning`: the selection is frozen and still being judged. `stopped`: by itself, with a reason. */
export const REPLAY_STATES = ['planning', 'planned', 'running', 'paused', 'stopped', 'cancelled', 'done'] as const;
export type ReplayState = (typeof REPLAY_STATES)[number];

/**
 * `sending`: written down before the first byte leaves, so it may be on the broker or not. `sent`: committed there, outcome awaited.
 * `unsure`: nobody can know whether a reader has it; a person decides. `cancelled`: never sent, and will not be.
 */
export const ITEM_STATES = ['planned', 'refused', 'sending', 'sent', 'succeeded', 'failed-again', 'unsure', 'cancelled'] as const;
export type ItemState = (typeof ITEM_STATES)[number];

/** How the origin of a dead letter is known. */
export const ORIGIN_EVIDENCES = ['headers', 'message-id', 'payload-hash'] as const;
export type OriginEvidence = (typeof ORIGIN_EVIDENCES)[number];

/** Why a dead letter is not sent, in the order in which they are looked for: the first counts. */
export const REFUSALS = [
  'not-open',
  'superseded',
  'already-live',
  'origin-unknown',
  'target-not-allowed',
  'target-missing',
  'target-is-dead-letter-topic',
  'partition-missing',
  'no-partition',
  'same-message',
  'payload-gone',
  'masked',
  'headers-not-writable',
  'too-large',
] as const;
export type Refusal = (typeof REFUSALS)[number];
