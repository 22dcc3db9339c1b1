'use client';
import { useState } from 'react';
import { BUILT_IN_VIEWS, type ListView } from '#components/flow-list/built-in-views.ts';
import { SaveView } from '#components/flow-list/save-view.tsx';
import type { FlowListState } from '#components/flow-list/url-state.ts';
import { useFilters } from '#components/flow-list/use-filters.ts';
import { useViews } from '#components/flow-list/use-views.ts';
import { ViewMenu } from '#components/flow-list/view-menu.tsx';
import { sameView, searchOf, stateOfView } from '#components/flow-list/view-search.ts';
import { Button } from '#components/ui/button.tsx';
import { classes } from '#components/ui/classes.ts';
import { problemOf } from '#components/ui/problem.ts';
import { Verbatim } from '#components/ui/verbatim.tsx';
import type { SavedView } from '#lib/contracts/views.ts';

const ALL: ListView = { id: 'all', name: 'All', search: '' };
/** Saved ones that stand beside the built-in ones; the menu has all. */
const BESIDE = 4;

/** The views: one press leads to what is asked often. */
export function ViewTabs({ seen }: { seen: FlowListState }) {
  const [filters, set] = useFilters();
  const views = useViews();
  const [deleted, setDeleted] = useState<SavedView | null>(null);
  const known: readonly ListView[] = [ALL, ...BUILT_IN_VIEWS, ...views.views];
  const opened = known.find(({ id }) => id === filters.view) ?? null;
  const current = opened ?? known.find(({ search }) => sameView(filters, seen, search)) ?? null;
  const changed = current === null || !sameView(filters, seen, current.search);
  const open = ({ id, search }: ListView) => void set(stateOfView(id, search));
  const beside = [...views.views.slice(0, BESIDE), ...views.views.slice(BESIDE).filter(({ id }) => id === current?.id)];

  const undo = () => {
    if (deleted) views.create.mutate(deleted, { onSuccess: () => setDeleted(null) });
  };
  return (
    <div className="flex flex-wrap items-center gap-x-1 gap-y-1.5">
      <nav aria-label="Views" className="flex min-w-0 flex-wrap items-center gap-x-0.5 gap-y-1">
        {[ALL, ...BUILT_IN_VIEWS, ...beside].map((view) => (
          <button
            key={view.id}
            type="button"
            aria-current={view.id === current?.id ? 'true' : undefined}
            onClick={() => open(view)}
            className={classes(
              'h-6 max-w-60 truncate rounded-md px-2 text-sm font-medium',
              view.id === current?.id ? 'bg-accent-soft text-accent' : 'text-muted hover:bg-sunken hover:text-ink',
            )}
          >
            <Verbatim text={view.name} />
            {view.id === current?.id && changed && <span className="font-normal"> (changed)</span>}
          </button>
        ))}
      </nav>
      <SaveView
        search={searchOf(seen)}
        views={views}
        changedView={changed && opened !== null ? (views.views.find(({ id }) => id === opened.id) ?? null) : null}
        useful={changed}
        onSaved={(view) => void set({ view: view.id }, { history: 'replace' })}
      />
      {views.views.length > 0 && (
        <ViewMenu
          views={views}
          onOpen={open}
          onDeleted={(view) => {
            setDeleted(view);
            if (filters.view === view.id) void set({ view: null }, { history: 'replace' });
          }}
        />
      )}
      <div role="status" className="text-sm">
        {deleted && (
          <span className="flex items-center gap-1.5 text-muted">
            <span>
              “<Verbatim text={deleted.name} />” was deleted.
            </span>
            <Button className="h-6!" onClick={undo} disabled={views.create.isPending}>
              Undo
            </Button>
            <Button look="quiet" className="h-6!" aria-label="Leave it deleted" onClick={() => setDeleted(null)}>
              ×
            </Button>
            {views.create.error && <span className="text-bad">{problemOf(views.create.error).detail ?? problemOf(views.create.error).title}</span>}
          </span>
        )}
        {views.error && <span className="text-muted">The saved views cannot be read: {problemOf(views.error).detail ?? problemOf(views.error).title}</span>}
      </div>
    </div>
  );
}
