'use client';
import { useState, type FormEvent, type ReactNode } from 'react';
import { Button } from '#components/ui/button.tsx';
import { useClock, useNow } from '#components/ui/clock.tsx';
import { fieldText, fieldTime } from '#components/ui/field-time.ts';
import { Field } from '#components/ui/field.tsx';
import { Popover } from '#components/ui/popover.tsx';
import { Select } from '#components/ui/select.tsx';
import type { TopicDetail } from '#lib/contracts/topics.ts';

interface GoToProps {
  topic: TopicDetail;
  partition: number | null;
  /** RFC 3339. */
  onTime: (before: string) => void;
  onOffset: (offset: string, partition: number) => void;
}

/** Leads to a place in the past: a time, or an offset of one partition. */
export function GoTo({ topic: { partitions }, partition, onTime, onOffset }: GoToProps) {
  const now = useNow();
  const { inUtc, zone } = useClock();
  const [open, setOpen] = useState(false);
  const [time, setTime] = useState<string | null>(null);
  const [offset, setOffset] = useState('');
  const [chosen, setChosen] = useState<number | null>(null);
  const wanted = chosen ?? partition ?? partitions[0]?.partition ?? 0;
  const shown = time ?? fieldText(now, inUtc, 'seconds');
  const before = fieldTime(shown, inUtc);
  const close = (act: () => void) => (event: FormEvent) => {
    event.preventDefault();
    act();
    setOpen(false);
  };
  return (
    <Popover label="Go to a time or an offset" open={open} onOpenChange={setOpen} className="w-76" trigger={<Button>Go to…</Button>}>
      <Part title={`A time, in ${zone}`} onSubmit={close(() => Number.isFinite(before) && onTime(new Date(before).toISOString()))}>
        <Field type="datetime-local" step={1} aria-label="Messages before this time" value={shown} onChange={(event) => setTime(event.target.value)} className="min-w-0 flex-1" />
        <Button type="submit" disabled={!Number.isFinite(before)}>Go</Button>
      </Part>
      <Part title="An offset" onSubmit={close(() => /^\d{1,18}$/.test(offset) && onOffset(offset, wanted))}>
        <Select label="Partition of the offset" value={String(wanted)} onChoose={(value) => setChosen(Number(value))} options={partitions.slice(0, 500).map((each) => ({ value: String(each.partition), label: `Partition ${each.partition}` }))} />
        <Field inputMode="numeric" aria-label="Offset" placeholder="Offset" value={offset} maxLength={18} onChange={(event) => setOffset(event.target.value.replace(/\D/g, ''))} className="min-w-0 flex-1" />
        <Button type="submit" disabled={offset === ''}>Go</Button>
      </Part>
    </Popover>
  );
}

function Part({ title, onSubmit, children }: { title: string; onSubmit: (event: FormEvent) => void; children: ReactNode }) {
  return (
    <form onSubmit={onSubmit} className="flex flex-col gap-1.5 p-2 not-first:border-t not-first:border-line">
      <p className="text-xs font-medium text-muted">{title}</p>
      <div className="flex items-center gap-1.5">{children}</div>
    </form>
  );
}
