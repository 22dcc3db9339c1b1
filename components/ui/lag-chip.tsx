import { Chip } from '#components/ui/chip.tsx';
import { lagMeaning, lagTone, lagWord } from '#components/ui/lag-statuses.ts';
import type { LagStatus } from '#lib/contracts/lag.ts';

/** On a ground of 12 by 12: a cross, a square, bars, arrows back, a bar, a slope, a ring, a barred ring, a question, a tick. */
const SHAPES: Record<LagStatus, string> = {
  expired: 'M3 3l6 6M9 3l-6 6',
  stopped: 'M3 3h6v6H3z',
  stalled: 'M4 3v6M8 3v6',
  rewound: 'M6 3L3 6l3 3M10 3L7 6l3 3',
  'not-moving': 'M2.5 6h7',
  'falling-behind': 'M2 9.5L9.5 3M5.5 2.5h4.5V7',
  empty: 'M6 2.5a3.5 3.5 0 1 0 0 7a3.5 3.5 0 1 0 0-7',
  forbidden: 'M6 2a4 4 0 1 0 0 8a4 4 0 1 0 0-8M3.3 8.7l5.4-5.4',
  unknown: 'M4 4.4a2 2 0 1 1 2.8 1.8c-.5.3-.8.6-.8 1.2M6 9.6v.1',
  ok: 'M2.5 6.5l2.5 2.5L9.5 3.5',
};

export function LagSign({ status }: { status: LagStatus }) {
  return (
    <svg aria-hidden width="12" height="12" viewBox="0 0 12 12" fill={status === 'stopped' ? 'currentColor' : 'none'} stroke="currentColor" strokeWidth="1.6" strokeLinecap="round" strokeLinejoin="round" className="-ml-0.5 shrink-0">
      <path d={SHAPES[status]} />
    </svg>
  );
}

/** How a consumer group is: a shape and a word, with the meaning as its title. */
export function LagChip({ status }: { status: LagStatus }) {
  return (
    <Chip tone={lagTone[status]} title={lagMeaning[status]}>
      <LagSign status={status} />
      {lagWord[status]}
    </Chip>
  );
}
