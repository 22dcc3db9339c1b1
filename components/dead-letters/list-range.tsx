'use client';
import { usePathname } from 'next/navigation';
import { useQueryStates } from 'nuqs';
import { listParsers } from '#components/dead-letters/url-state.ts';
import { TimeRangePicker } from '#components/ui/time-range-picker.tsx';

/** When they were seen last, in the top bar of the list. */
export function ListRange() {
  const [{ range }, set] = useQueryStates({ range: listParsers.range });
  return usePathname() === '/dead-letters' ? <TimeRangePicker key={range} range={range} onChoose={(chosen) => void set({ range: chosen }, { history: 'push' })} /> : null;
}
