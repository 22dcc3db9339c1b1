'use client';
import { useMemo, useState } from 'react';
import { DEFAULT_COLUMNS, layOut, parseColumns, sameColumns, type ColumnId, type ColumnLayout } from '#components/flow-list/columns.ts';
import { preferColumns } from '#components/flow-list/preferences.ts';
import { useFilters } from '#components/flow-list/use-filters.ts';

export interface Columns {
  readonly ids: readonly ColumnId[];
  readonly layout: ColumnLayout;
  /** Null: the usual ones. */
  readonly choose: (ids: readonly ColumnId[] | null) => void;
}

/** The columns of the address, else those that this browser prefers, else the usual ones. What is chosen is preferred from now on. */
export function useColumns(preferred: readonly ColumnId[] | null): Columns {
  const [filters, set] = useFilters();
  const [own, setOwn] = useState(preferred);
  const ids = filters.columns ?? own ?? DEFAULT_COLUMNS;
  const named = ids.join();
  const layout = useMemo(() => layOut(parseColumns(named) ?? DEFAULT_COLUMNS), [named]);
  const choose = (next: readonly ColumnId[] | null) => {
    const special = next !== null && !sameColumns(next, DEFAULT_COLUMNS) ? next : null;
    preferColumns(special);
    setOwn(special);
    void set({ columns: special }, { history: 'replace' });
  };
  return { ids, layout, choose };
}
