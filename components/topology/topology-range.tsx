'use client';
import { useQueryStates } from 'nuqs';
import { topologyParsers } from '#components/topology/url-state.ts';
import { TimeRangePicker } from '#components/ui/time-range-picker.tsx';

export function TopologyRange() {
  const [{ range }, set] = useQueryStates(topologyParsers);
  return <TimeRangePicker key={range} range={range} onChoose={(chosen) => void set({ range: chosen })} />;
}
