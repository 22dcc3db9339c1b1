'use client';
import { useState } from 'react';
import { NameForm } from '#components/flow-list/name-form.tsx';
import type { useViews } from '#components/flow-list/use-views.ts';
import { Button } from '#components/ui/button.tsx';
import { Popover } from '#components/ui/popover.tsx';
import { problemOf } from '#components/ui/problem.ts';
import type { SavedView } from '#lib/contracts/views.ts';

interface SaveViewProps {
  /** What is seen now, as it would be saved. */
  search: string;
  views: ReturnType<typeof useViews>;
  /** A saved view that was opened and then changed; null where none was. */
  changedView: SavedView | null;
  /** It shows something that no view has yet. */
  useful: boolean;
  onSaved: (view: SavedView) => void;
}

/** Keeps what is seen under a name, for everybody. */
export function SaveView({ search, views: { create, change }, changedView, useful, onSaved }: SaveViewProps) {
  const [open, setOpen] = useState(false);
  if (!useful && !open) return null;
  const done = (view: SavedView) => {
    setOpen(false);
    onSaved(view);
  };
  return (
    <>
      {changedView && (
        <Button look="quiet" className="h-6! text-accent!" disabled={change.isPending} onClick={() => change.mutate({ id: changedView.id, search, updatedAt: changedView.updatedAt }, { onSuccess: done })}>
          Save the change
        </Button>
      )}
      {changedView && change.error !== null && change.variables.search !== undefined && (
        <span role="alert" className="text-sm text-bad">
          {problemOf(change.error).detail ?? problemOf(change.error).title}
        </span>
      )}
      <Popover
        label="Save this view"
        open={open}
        onOpenChange={(now) => {
          setOpen(now);
          create.reset();
        }}
        className="w-72"
        trigger={
          <Button look="quiet" className="h-6! text-accent!">
            Save as a view…
          </Button>
        }
      >
        <NameForm label="Its name" name="" submit="Save it for everybody" busy={create.isPending} error={create.error} onName={(name) => create.mutate({ name, search }, { onSuccess: done })} />
        <p className="px-2 pb-2 text-xs text-faint">Filters, time range, order and columns are kept. Whoever uses this Throughline sees it.</p>
      </Popover>
    </>
  );
}
