'use client';
import { useState, type FormEvent, type ReactNode } from 'react';
import { Button } from '#components/ui/button.tsx';
import { Dialog } from '#components/ui/dialog.tsx';
import { formatPlural } from '#components/ui/format.ts';
import { problemOf } from '#components/ui/problem.ts';
import { ReasonField } from '#components/ui/reason-field.tsx';

interface DiscardDialogProps {
  count: number;
  /** Of what, and that it can be restored. */
  says: ReactNode;
  discard: { readonly isPending: boolean; readonly error: Error | null; mutate(reason: string, then: { onSuccess: () => void }): void };
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

/** Asks why; what was discarded can be opened again. */
export function DiscardDialog({ count, says, discard, open, onOpenChange }: DiscardDialogProps) {
  const [reason, setReason] = useState('');
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
    <Dialog title={count === 1 ? 'Discard this dead letter?' : `Discard ${formatPlural(count, 'dead letter')}?`} says={says} open={open} onOpenChange={onOpenChange}>
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
