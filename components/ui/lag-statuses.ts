/** How a consumer group is, in words. */
import type { Tone } from '#components/ui/chip.tsx';
import type { LagStatus } from '#lib/contracts/lag.ts';

export const lagTone: Record<LagStatus, Tone> = {
  expired: 'bad',
  stopped: 'bad',
  stalled: 'bad',
  rewound: 'bad',
  'not-moving': 'bad',
  'falling-behind': 'warn',
  empty: 'idle',
  forbidden: 'idle',
  unknown: 'idle',
  ok: 'ok',
};

export const lagWord: Record<LagStatus, string> = {
  expired: 'Expired unread',
  stopped: 'Stopped',
  stalled: 'Stalled',
  rewound: 'Rewound',
  'not-moving': 'Not moving',
  'falling-behind': 'Falling behind',
  empty: 'Empty',
  forbidden: 'Forbidden',
  unknown: 'Unknown',
  ok: 'OK',
};

export const lagMeaning: Record<LagStatus, string> = {
  expired: 'messages were deleted from the log before the group read them',
  stopped: 'nobody commits any more, and messages wait',
  stalled: 'commits come, and none of them moves on',
  rewound: 'the committed offsets were set back and are not yet where they were',
  'not-moving': 'the committed offsets stand still: stopped or stalled, which polling cannot tell apart',
  'falling-behind': 'the lag grows from sample to sample',
  empty: 'messages wait, and the group has no members',
  forbidden: 'the broker does not let Throughline look at the group',
  unknown: 'no commits were seen, or the broker does not tell',
  ok: 'it keeps up, or catches up',
};

/** What somebody has to look at; of the others nothing bad is known. */
export const needsSomebody = (status: LagStatus): boolean => lagTone[status] === 'bad' || lagTone[status] === 'warn';
