/** What this browser prefers in the list: cookies rather than local storage, so that the server's first paint has it too. */
import { parseColumns, type ColumnId } from '#components/flow-list/columns.ts';

const COLUMNS_COOKIE = 'flow-columns';
const FACETS_COOKIE = 'flow-facets';
const YEAR = 31_536_000;

export interface Preferences {
  /** Null: the usual ones. */
  readonly columns: readonly ColumnId[] | null;
  readonly facetsOpen: boolean;
}

/** `cookie` gives the value of one by its name. */
export const readPreferences = (cookie: (name: string) => string | undefined): Preferences => ({
  columns: parseColumns((cookie(COLUMNS_COOKIE) ?? '').replaceAll('.', ',')),
  facetsOpen: cookie(FACETS_COOKIE) !== 'closed',
});

export const preferColumns = (columns: readonly ColumnId[] | null): void => write(COLUMNS_COOKIE, columns === null ? null : columns.join('.'));
export const preferFacets = (open: boolean): void => write(FACETS_COOKIE, open ? null : 'closed');

function write(name: string, value: string | null): void {
  document.cookie = `${name}=${value ?? ''}; path=/; max-age=${value === null ? 0 : YEAR}; samesite=lax`;
}
