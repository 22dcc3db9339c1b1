'use client';
import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { useState, type FormEvent } from 'react';
import { DiscardGroup } from '#components/dead-letters/discard-group.tsx';
import { planHref } from '#components/dead-letters/paths.ts';
import { useDecisions } from '#components/dead-letters/use-decisions.ts';
import { Button, buttonClasses } from '#components/ui/button.tsx';
import { ExportLinks } from '#components/ui/export-links.tsx';
import { Field } from '#components/ui/field.tsx';
import { formatCount } from '#components/ui/format.ts';
import { keep, readKept } from '#components/ui/kept.ts';
import { Popover } from '#components/ui/popover.tsx';
import { problemOf } from '#components/ui/problem.ts';
import { useShortcut } from '#components/ui/shortcuts.ts';
import type { FailureGroup } from '#lib/contracts/dead-letters.ts';

const KEYS = { group: 'Failure group' };

/** What can be done about a cause. What writes says what it will do first. */
export function GroupActions({ group }: { group: FailureGroup }) {
  const router = useRouter();
  const [discarding, setDiscarding] = useState(false);
  const { restore } = useDecisions(group.id);
  const plan = planHref({ failureGroup: group.id });
  const able = group.open > 0;
  useShortcut('r', 'plan a replay', () => router.push(plan), { ...KEYS, enabled: able });
  useShortcut('x', 'discard what is open', () => setDiscarding(true), { ...KEYS, enabled: able });
  return (
    <div className="num flex flex-wrap gap-1.5">
      {able && <Link href={plan} prefetch={false} className={buttonClasses({ look: 'primary' })}>Replay {formatCount(group.open)}…</Link>}
      {able && <Button onClick={() => setDiscarding(true)}>Discard…</Button>}
      {group.counts.discarded > 0 && <Button disabled={restore.isPending} onClick={() => restore.mutate({})}>Restore {formatCount(group.counts.discarded)}</Button>}
      <Owner key={group.owner} group={group} />
      <ExportLinks path="/api/v1/dead-letters" query={`failureGroup=${group.id}`} what="the dead letters of this group" />
      <DiscardGroup group={group} open={discarding} onOpenChange={setDiscarding} />
    </div>
  );
}

/** The name that this browser gave last: mostly one's own. */
const STORED = 'throughline-owner';

function Owner({ group }: { group: FailureGroup }) {
  const [open, setOpen] = useState(false);
  const [name, setName] = useState(group.owner ?? '');
  const { change } = useDecisions(group.id);
  const show = (next: boolean) => {
    if (next && group.owner === null) setName(readKept('browser', STORED) ?? '');
    setOpen(next);
  };
  useShortcut('a', 'give it an owner', () => show(true), KEYS);
  const give = (owner: string | null) =>
    change.mutate({ owner }, {
      onSuccess: () => {
        if (owner !== null) keep('browser', STORED, owner);
        setOpen(false);
      },
    });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (name.trim() !== '') give(name.trim());
  };
  return (
    <Popover label="Owner" align="end" open={open} onOpenChange={show} className="w-72 p-2" trigger={<Button>{group.owner === null ? 'Assign…' : 'Owner…'}</Button>}>
      <form onSubmit={submit} className="flex flex-col gap-2 p-1">
        <label className="flex flex-col gap-1 text-sm font-medium">
          Who looks after it
          <Field value={name} maxLength={200} autoComplete="off" spellCheck={false} placeholder="A name, or a team" onChange={(event) => setName(event.target.value)} className="font-normal" />
        </label>
        {change.error && <p role="alert" className="text-sm text-bad">{problemOf(change.error).detail ?? problemOf(change.error).title}</p>}
        <div className="flex justify-end gap-1.5">
          {group.owner !== null && <Button onClick={() => give(null)} disabled={change.isPending}>Nobody</Button>}
          <Button type="submit" look="primary" disabled={change.isPending || name.trim() === '' || name.trim() === group.owner}>Assign</Button>
        </div>
      </form>
    </Popover>
  );
}
