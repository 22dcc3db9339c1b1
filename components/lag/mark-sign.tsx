import type { GroupMark } from '#lib/contracts/lag.ts';

/** Two arrows in a ring, an arrow upwards, a flag, an arrow back, a plus. */
const SHAPES: Record<GroupMark['kind'], string> = {
  rebalance: 'M2.5 5.5a4 4 0 0 1 7-1.5M9.7 2v2.2H7.5M9.5 6.5a4 4 0 0 1-7 1.5M2.3 10V7.8h2.2',
  deployment: 'M6 10V2.5M3 5.2L6 2.2l3 3',
  status: 'M3 10.5V2h6L7.5 4.2L9 6.5H3',
  reset: 'M2.5 6h6a2 2 0 0 1 0 4M4.8 3.2L2 6l2.8 2.8',
  recreated: 'M6 2.5v7M2.5 6h7',
};

export const MarkSign = ({ kind }: { kind: GroupMark['kind'] }) => (
  <svg aria-hidden width="12" height="12" viewBox="0 0 12 12" fill="none" stroke="currentColor" strokeWidth="1.4" strokeLinecap="round" strokeLinejoin="round" className="shrink-0">
    <path d={SHAPES[kind]} />
  </svg>
);
