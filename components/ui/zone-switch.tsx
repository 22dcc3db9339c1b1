'use client';
import { useClock } from '#components/ui/clock.tsx';
import { Segments } from '#components/ui/segments.tsx';

/** Whether times are written in the reader's own zone or in UTC, as logs of servers mostly are. */
export function ZoneSwitch() {
  const { ownZone, inUtc, setInUtc } = useClock();
  return (
    <Segments
      label="Times in"
      options={[
        { value: 'local', word: 'Local time', title: ownZone },
        { value: 'utc', word: 'UTC', title: 'Coordinated Universal Time' },
      ]}
      value={inUtc ? 'utc' : 'local'}
      onChoose={(value) => setInUtc(value === 'utc')}
    />
  );
}
