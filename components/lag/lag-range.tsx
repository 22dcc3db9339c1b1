'use client';
import { usePathname } from 'next/navigation';
import { useQueryStates } from 'nuqs';
import { groupParsers } from '#components/lag/url-state.ts';
import { TimeRangePicker } from '#components/ui/time-range-picker.tsx';

/** The time of a group's chart, in the top bar; the list of groups is of now. */
export function LagRange() {
  const [{ range }, set] = useQueryStates({ range: groupParsers.range, was: groupParsers.was });
  const listed = usePathname() === '/lag';
  return listed ? null : <TimeRangePicker key={range} range={range} onChoose={(chosen) => void set({ range: chosen, was: null }, { history: 'push' })} />;
}
