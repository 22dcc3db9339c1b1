'use client';
import { useState, type FormEvent } from 'react';
import { useDecisions } from '#components/dead-letters/use-decisions.ts';
import { Button } from '#components/ui/button.tsx';
import { Dialog } from '#components/ui/dialog.tsx';
import { formatPlural } from '#components/ui/format.ts';
import { problemOf } from '#components/ui/problem.ts';
import { ReasonField } from '#components/ui/reason-field.tsx';
import { Verbatim } from '#components/ui/verbatim.tsx';
import type { FailureGroup } from '#lib/contracts/dead-letters.ts';

/** Asks why; what was discarded can be opened again. */
export function DiscardDialog({ group, open, onOpenChange }: { group: Pick<FailureGroup, 'id' | 'title' | 'open'>; open: boolean; onOpenChange: (open: boolean) => void }) {
  const [reason, setReason] = useState('');
  const { discard } = useDecisions(group.id);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    discard.mutate(reason.trim(), {
      onSuccess: () => {
        setReason('');
        onOpenChange(false);
      },
    });
  };
  return (
    <Dialog
      title={`Discard ${formatPlural(group.open, 'dead letter')}?`}
      says={<>All that is open of <b className="font-medium text-ink"><Verbatim text={group.title} className="whitespace-normal" /></b> is given up: nothing is sent or deleted on a broker. It can be restored. One that fails so later is open again.</>}
      open={open}
      onOpenChange={onOpenChange}
    >
      <form onSubmit={submit} className="flex flex-col gap-3">
        <ReasonField value={reason} onChange={setReason} />
        {discard.error && <p role="alert" className="text-bad wrap-anywhere">{problemOf(discard.error).detail ?? problemOf(discard.error).title}</p>}
        <div className="flex justify-end gap-2">
          <Button onClick={() => onOpenChange(false)}>Cancel</Button>
          <Button type="submit" look="primary" disabled={reason.trim() === '' || discard.isPending}>{discard.isPending ? 'Discarding…' : 'Discard'}</Button>
        </div>
      </form>
    </Dialog>
  );
}
