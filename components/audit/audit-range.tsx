'use client';
import { useQueryStates } from 'nuqs';
import { auditParsers } from '#components/audit/url-state.ts';
import { TimeRangePicker } from '#components/ui/time-range-picker.tsx';

export function AuditRange() {
  const [{ range }, set] = useQueryStates({ range: auditParsers.range }, { history: 'push' });
  return <TimeRangePicker key={range} range={range} onChoose={(chosen) => void set({ range: chosen })} />;
}
