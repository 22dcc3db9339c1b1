'use client';
import { useState } from 'react';
import { Button } from '#components/ui/button.tsx';
import { classes } from '#components/ui/classes.ts';
import { useClock, useNow, useZone } from '#components/ui/clock.tsx';
import { fieldText, fieldTime } from '#components/ui/field-time.ts';
import { Field } from '#components/ui/field.tsx';
import { formatLocalTime } from '#components/ui/format-time.ts';
import { Popover } from '#components/ui/popover.tsx';
import { absoluteRange, isAbsolute, RANGES } from '#components/ui/time-range.ts';

/** Chooses a range of time: one that moves with now, or two times. */
export function TimeRangePicker({ range, onChoose }: { range: string; onChoose: (range: string) => void }) {
  const zone = useZone();
  const now = useNow();
  const [open, setOpen] = useState(false);
  const choose = (value: string) => {
    onChoose(value);
    setOpen(false);
  };
  return (
    <Popover
      label="Time range"
      align="end"
      open={open}
      onOpenChange={setOpen}
      className="w-74"
      trigger={<Button aria-label="Time range">{rangeLabel(range, zone, now)}</Button>}
    >
      <ul>
        {RANGES.map(({ value, label }) => (
          <li key={value}>
            <button
              type="button"
              aria-pressed={value === range}
              onClick={() => choose(value)}
              className={classes('flex h-row w-full items-center rounded-sm px-2 text-left', value === range ? 'bg-accent-soft text-accent' : 'hover:bg-sunken')}
            >
              {label}
            </button>
          </li>
        ))}
      </ul>
      <AbsoluteRange key={zone} range={range} now={now} onChoose={choose} />
    </Popover>
  );
}

function rangeLabel(range: string, zone: string, now: number): string {
  const [from = '', to = ''] = range.split('..');
  return RANGES.find(({ value }) => value === range)?.label ?? `${formatLocalTime(from, zone, { now })} – ${formatLocalTime(to, zone, { now })}`;
}

function AbsoluteRange({ range, now, onChoose }: { range: string; now: number; onChoose: (range: string) => void }) {
  const { inUtc, zone } = useClock();
  const given = isAbsolute(range) ? range.split('..').map((time) => Date.parse(time)) : [now - 3_600_000, now];
  const [from, setFrom] = useState(fieldText(given[0] ?? now, inUtc));
  const [to, setTo] = useState(fieldText(given[1] ?? now, inUtc));
  const [start, end] = [fieldTime(from, inUtc), fieldTime(to, inUtc)];
  const right = start < end;
  return (
    <form
      className="mt-1 flex flex-col gap-2 border-t border-line p-2"
      onSubmit={(event) => {
        event.preventDefault();
        if (right) onChoose(absoluteRange(start, end));
      }}
    >
      <label className="flex items-center justify-between gap-2 text-sm text-muted">
        From <Field type="datetime-local" value={from} onChange={(event) => setFrom(event.target.value)} />
      </label>
      <label className="flex items-center justify-between gap-2 text-sm text-muted">
        To <Field type="datetime-local" value={to} onChange={(event) => setTo(event.target.value)} />
      </label>
      <p className="text-xs text-faint">In {zone}.</p>
      {!right && <p className="text-sm text-bad">The range ends before it begins.</p>}
      <Button type="submit" disabled={!right}>
        Use this range
      </Button>
    </form>
  );
}
