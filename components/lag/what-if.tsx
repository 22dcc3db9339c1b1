'use client';
import { useId, type ReactNode } from 'react';
import { FASTEST } from '#components/lag/url-state.ts';
import { roomForMembers, whatIfPartition } from '#components/lag/what-if-input.ts';
import { classes } from '#components/ui/classes.ts';
import { Field } from '#components/ui/field.tsx';
import { formatCount, formatDuration, formatPlural } from '#components/ui/format.ts';
import type { ConsumerGroupDetail } from '#lib/contracts/lag.ts';
import type { Drain } from '#lib/core/lag/drain.ts';
import { drainAtRate, drainWithMembers } from '#lib/core/lag/what-if.ts';

const SLIDER_MOST = 10;

interface WhatIfProps {
  group: Pick<ConsumerGroupDetail, 'partitions' | 'memberCount' | 'members'>;
  /** So many times the pace of today. */
  times: number;
  /** So many members more. */
  more: number;
  onTimes: (times: number) => void;
  onMore: (more: number) => void;
}

/** When the lag would be gone if the group were faster, or more. */
export function WhatIf({ group: { partitions, members }, times, more, onTimes, onMore }: WhatIfProps) {
  const inputs = partitions.map(whatIfPartition);
  const [today, faster] = [drainAtRate(inputs, 1), drainAtRate(inputs, times)];
  const room = roomForMembers(partitions);
  const added = Math.min(more, room);
  const known = members.length > 0 && inputs.some(({ member }) => member !== null);
  return (
    <div className="grid max-w-200 grid-cols-1 gap-x-8 gap-y-5 px-4.5 py-4 min-[700px]:grid-cols-2">
      <Case title="If it read faster" result={faster} today={today}>
        <Dial label="Times the pace of today" value={times} least={0.5} most={SLIDER_MOST} step={0.5} limit={FASTEST} onChange={onTimes} unit="×" />
      </Case>
      <Case title="If it had more members" result={known ? drainWithMembers(inputs, added) : { kind: 'unknown' }} today={today} note={membersNote(known, room, added, members.length)}>
        <Dial label="Members more" value={added} least={0} most={Math.max(1, room)} step={1} limit={room} onChange={onMore} unit="more" disabled={!known || room === 0} />
      </Case>
      <p className="text-sm text-muted min-[700px]:col-span-2">By the rates of the last samples, and the slowest partition: a group is done when that is. What comes in is taken to stay as it is; a consumer that waits for something else, such as a database, may not get faster by being more.</p>
    </div>
  );
}

function membersNote(known: boolean, room: number, added: number, members: number): string {
  if (!known) return 'Which member reads which partition is not known, so this cannot be said.';
  if (room === 0) return 'Each partition has a member of its own already: further members would have nothing to read.';
  return `${formatPlural(members + added, 'member')} in all; there is room for ${formatCount(room)} more. A partition is read by one member only, so one that has a member to itself gains nothing.`;
}

function Case({ title, result, today, note, children }: { title: string; result: Drain; today: Drain; note?: string; children: ReactNode }) {
  return (
    <section aria-label={title} className="flex flex-col gap-2">
      <h3 className="text-sm font-semibold">{title}</h3>
      {children}
      <output className="num text-base">
        <span className={classes('font-semibold', result.kind === 'never' && 'text-warn')}>{words(result)}</span> <span className="text-muted">{words(result) === words(today) ? 'as today' : `instead of ${words(today)}`}</span>
      </output>
      {note !== undefined && <p className="text-sm text-muted">{note}</p>}
    </section>
  );
}

function words(drain: Drain): string {
  if (drain.kind === 'in') return drain.millis < 1000 ? 'caught up in less than 1 s' : `caught up in ${formatDuration(drain.millis)}`;
  return { none: 'nothing to catch up with', never: 'never at this rate', unknown: 'not known' }[drain.kind];
}

interface DialProps {
  label: string;
  value: number;
  least: number;
  /** Of the slider; a number can be typed up to `limit`. */
  most: number;
  step: number;
  limit: number;
  unit: string;
  disabled?: boolean;
  onChange: (value: number) => void;
}

/** The same value to drag and to type. */
function Dial({ label, value, least, most, step, limit, unit, disabled = false, onChange }: DialProps) {
  const id = useId();
  const change = (text: string) => {
    const next = Number(text);
    if (text !== '' && Number.isFinite(next) && next >= 0) onChange(Math.min(next, limit));
  };
  return (
    <div className="flex items-center gap-3">
      <label htmlFor={id} className="sr-only">{label}</label>
      <input id={id} type="range" min={least} max={most} step={step} value={Math.min(value, most)} disabled={disabled} onChange={(event) => change(event.target.value)} className="h-6 min-w-0 flex-1 accent-accent" />
      <Field type="number" aria-label={`${label}, as a number`} min={0} max={limit} step={step} value={value} disabled={disabled} onChange={(event) => change(event.target.value)} className="num w-18 text-right" />
      <span aria-hidden className="w-9 text-sm text-muted">{unit}</span>
    </div>
  );
}
