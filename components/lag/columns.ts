import type { GroupSort } from '#lib/core/lag/group-sorts.ts';

/** The columns of the list. What gives way where it is narrow stands in the panel beside it. */
export const gridColumns =
  'grid gap-x-2.5 grid-cols-[minmax(0,1fr)_120px_64px] @min-[560px]:grid-cols-[minmax(0,1fr)_120px_76px_88px_108px] @min-[760px]:gap-x-4 @min-[760px]:grid-cols-[minmax(0,1fr)_120px_76px_88px_96px_108px] @min-[980px]:grid-cols-[minmax(0,1fr)_120px_76px_88px_96px_52px_52px_108px_60px]';

export const whereMiddle = 'hidden @min-[560px]:block';
export const whereBroad = 'hidden @min-[760px]:block';
export const whereWide = 'hidden @min-[980px]:block';

export interface Heading {
  readonly name: string;
  readonly title?: string;
  readonly sort?: GroupSort;
  readonly right?: boolean;
  readonly className?: string;
}

export const HEADINGS: readonly Heading[] = [
  { name: 'Group', sort: 'name', title: 'by name' },
  { name: 'Status', sort: 'worst', title: 'the worst first' },
  { name: 'Lag', sort: 'lag', right: true, title: 'messages that it has still to read' },
  { name: 'Time lag', sort: 'timeLag', right: true, className: whereMiddle, title: 'how long the next message that it reads waits already, and what says so' },
  { name: 'Last hour', className: whereBroad, title: 'the lag of the last hour' },
  { name: 'In /s', sort: 'rateIn', right: true, className: whereWide, title: 'messages a second that are written' },
  { name: 'Out /s', sort: 'rateOut', right: true, className: whereWide, title: 'messages a second that are committed' },
  { name: 'Caught up in', sort: 'drain', right: true, className: whereMiddle, title: 'until the slowest partition has no lag, at these rates' },
  { name: 'Members', sort: 'members', right: true, className: whereWide },
];
