'use client';
import { useClock } from '#components/ui/clock.tsx';
import { Segments } from '#components/ui/segments.tsx';
import { useCommand } from '#components/ui/shortcuts.ts';

/** Whether times are written in the reader's own zone or in UTC, as logs of servers mostly are. */
export function ZoneSwitch() {
  const { ownZone, inUtc, setInUtc } = useClock();
  useCommand(inUtc ? 'write times in local time' : 'write times in UTC', () => setInUtc(!inUtc), { group: 'Anywhere' });
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
