import type { LagStatus } from '#lib/core/lag/statuses.ts';

const WORDS: Readonly<Record<LagStatus, string>> = {
  expired: 'Messages expired unread',
  stopped: 'Stopped',
  stalled: 'Stalled',
  rewound: 'Rewound',
  'not-moving': 'Stopped moving',
  'falling-behind': 'Fell behind',
  empty: 'Left without members',
  forbidden: 'Forbidden to be seen',
  unknown: 'No longer known',
  ok: 'Fine again',
};

/** A change of status, and why. */
export const statusMark = (status: LagStatus, reason: string): string => `${WORDS[status]}. ${reason}`;
