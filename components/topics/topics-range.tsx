'use client';
import { useQueryState } from 'nuqs';
import { topicListParsers } from '#components/topics/url-state.ts';
import { TimeRangePicker } from '#components/ui/time-range-picker.tsx';

/** The time over which is counted, in the top bar of the list and of each topic. */
export function TopicsRange() {
  const [range, setRange] = useQueryState('range', topicListParsers.range);
  return <TimeRangePicker key={range} range={range} onChoose={(chosen) => void setRange(chosen, { history: 'push' })} />;
}
