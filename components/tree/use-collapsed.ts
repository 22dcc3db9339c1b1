'use client';
import { parseAsStringLiteral, useQueryState } from 'nuqs';
import { useCallback, useEffect, useMemo, useState } from 'react';
import type { RecordRow } from '#lib/core/record-rows/rows.ts';
import type { Tree } from '#lib/core/tree/tree.ts';
import { above, collapseAll, collapseAllButErrors } from '#lib/core/tree/visible.ts';

/** A larger tree opens at its errors and its first levels. */
const SMALL = 1_000;
const FIRST_LEVELS = 3;

export interface Collapsing {
  /** Records whose effects are hidden. */
  readonly collapsed: ReadonlySet<number>;
  readonly toggle: (record: number) => void;
  readonly reveal: (record: number) => void;
  readonly expandAll: () => void;
  readonly collapseAll: () => void;
  readonly expandToErrors: () => void;
}

/** How all of it was folded last; null as it opens by itself. It stands in the address; what was folded one by one since does not. */
const FOLDED = ['open', 'closed', 'errors'] as const;
type Folded = (typeof FOLDED)[number] | null;

function foldedAs(folded: Folded, tree: Tree, rows: readonly RecordRow[]): ReadonlySet<number> {
  if (folded === 'open') return new Set();
  if (folded === 'closed') return collapseAll(tree);
  return folded === 'errors' ? collapseAllButErrors(tree) : atFirst(tree, rows);
}

/** What belongs to several flows is a way out of this one: it unfolds when asked to. */
function atFirst(tree: Tree, rows: readonly RecordRow[]): Set<number> {
  const hidden = rows.length > SMALL ? collapseAllButErrors(tree) : new Set<number>();
  for (const record of hidden) if (tree.nodes[record]!.level < FIRST_LEVELS) hidden.delete(record);
  for (const { record, sharedWith } of rows) if (sharedWith > 0 && tree.nodes[record]!.errorsInside === 0 && tree.nodes[record]!.children.length > 0) hidden.add(record);
  return hidden;
}

/** Kept by name: indexes shift while a flow grows. */
export function useCollapsed(tree: Tree, rows: readonly RecordRow[], selected: number | null): Collapsing {
  const [folded, setFolded] = useQueryState('folded', parseAsStringLiteral(FOLDED));
  const named = useCallback((records: Iterable<number>): Set<string> => new Set([...records].map((record) => rows[record]!.id)), [rows]);
  const [ids, setIds] = useState<ReadonlySet<string>>(() => named(foldedAs(folded, tree, rows)));
  const foldAs = useCallback(
    (next: Folded) => {
      setIds(named(foldedAs(next, tree, rows)));
      void setFolded(next);
    },
    [named, tree, rows, setFolded],
  );
  const collapsed = useMemo(() => (ids.size === 0 ? new Set<number>() : new Set(rows.filter(({ id }) => ids.has(id)).map(({ record }) => record))), [ids, rows]);
  const reveal = useCallback(
    (record: number) =>
      setIds((now) => {
        const way = above(tree, record).map((each) => rows[each]!.id);
        return way.some((id) => now.has(id)) ? now.difference(new Set(way)) : now;
      }),
    [tree, rows],
  );

  const selectedId = selected === null ? null : rows[selected]!.id;
  useEffect(() => {
    if (selected !== null) reveal(selected);
    // Only a new selection opens its way: what one collapses afterwards stays so.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [selectedId]);

  return {
    collapsed,
    toggle: useCallback((record: number) => setIds((now) => now.symmetricDifference(new Set([rows[record]!.id]))), [rows]),
    reveal,
    expandAll: useCallback(() => foldAs('open'), [foldAs]),
    collapseAll: useCallback(() => foldAs('closed'), [foldAs]),
    expandToErrors: useCallback(() => foldAs('errors'), [foldAs]),
  };
}
