'use client';
import { usePathname } from 'next/navigation';
import { useFilters } from '#components/flow-list/use-filters.ts';
import { TimeRangePicker } from '#components/ui/time-range-picker.tsx';

/** The list's time range, in the top bar of the list alone. */
export function FlowListRange() {
  const [{ range }, set] = useFilters();
  if (usePathname() !== '/flows') return null;
  return <TimeRangePicker key={range} range={range} onChoose={(chosen) => void set({ range: chosen, was: null })} />;
}
