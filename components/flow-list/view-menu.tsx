'use client';
import { useState } from 'react';
import type { ListView } from '#components/flow-list/built-in-views.ts';
import { NameForm } from '#components/flow-list/name-form.tsx';
import type { useViews } from '#components/flow-list/use-views.ts';
import { Button } from '#components/ui/button.tsx';
import { Popover } from '#components/ui/popover.tsx';
import { problemOf } from '#components/ui/problem.ts';
import { Verbatim } from '#components/ui/verbatim.tsx';
import type { SavedView } from '#lib/contracts/views.ts';

interface ViewMenuProps {
  views: ReturnType<typeof useViews>;
  onOpen: (view: ListView) => void;
  onDeleted: (view: SavedView) => void;
}

/** All saved views, to open, rename and delete. */
export function ViewMenu({ views: { views, change, remove }, onOpen, onDeleted }: ViewMenuProps) {
  const [open, setOpen] = useState(false);
  const [renamed, setRenamed] = useState<SavedView | null>(null);
  return (
    <Popover
      label="Saved views"
      open={open}
      onOpenChange={(now) => {
        setOpen(now);
        setRenamed(null);
        change.reset();
        remove.reset();
      }}
      className="w-80"
      trigger={
        <Button look="quiet" className="h-6!">
          Manage views
        </Button>
      }
    >
      {renamed ? (
        <NameForm
          label="Its new name"
          name={renamed.name}
          submit="Rename"
          busy={change.isPending}
          error={change.error}
          onName={(name) => change.mutate({ id: renamed.id, name, updatedAt: renamed.updatedAt }, { onSuccess: () => setRenamed(null) })}
        />
      ) : (
        <ul>
          {views.map((view) => (
            <li key={view.id} className="flex h-row items-center gap-0.5 rounded-sm hover:bg-sunken">
              <button
                type="button"
                onClick={() => {
                  setOpen(false);
                  onOpen(view);
                }}
                className="h-full min-w-0 flex-1 truncate rounded-sm px-2 text-left"
              >
                <Verbatim text={view.name} />
              </button>
              <Button look="quiet" className="h-6! px-1.5!" aria-label={`Rename ${view.name}`} onClick={() => setRenamed(view)}>
                Rename
              </Button>
              <Button
                look="quiet"
                className="h-6! px-1.5!"
                aria-label={`Delete ${view.name}`}
                disabled={remove.isPending}
                onClick={() =>
                  remove.mutate(view.id, {
                    onSuccess: (was) => {
                      setOpen(false);
                      onDeleted(was);
                    },
                  })
                }
              >
                Delete
              </Button>
            </li>
          ))}
        </ul>
      )}
      {remove.error && (
        <p role="alert" className="px-2 py-1 text-sm text-bad">
          {problemOf(remove.error).detail ?? problemOf(remove.error).title}
        </p>
      )}
    </Popover>
  );
}
