'use client';
import type { Collapsing } from '#components/tree/use-collapsed.ts';
import { Button } from '#components/ui/button.tsx';
import { Field } from '#components/ui/field.tsx';
import { formatCount, formatPlural } from '#components/ui/format.ts';

interface TreeBarProps {
  find: string;
  errors: boolean;
  onFind: (text: string) => void;
  onErrors: (on: boolean) => void;
  folding: Collapsing;
  errorCount: number;
  /** How many a filter found; null for no filter. */
  shown: number | null;
  total: number;
}

export function TreeBar({ find, errors, onFind, onErrors, folding, errorCount, shown, total }: TreeBarProps) {
  return (
    <div role="group" aria-label="Filter and fold the tree" className="flex shrink-0 flex-wrap items-center gap-1.5 border-b border-line px-4.5 py-1.5">
      <Field aria-label="Filter by text" placeholder="Filter: what it finds stays with what led to it" value={find} onChange={(event) => onFind(event.target.value)} className="w-80 max-w-full min-w-40 flex-[0_1_20rem]" />
      <Button pressed={errors} onClick={() => onErrors(!errors)}>
        Errors only
      </Button>
      <span className="flex-1" />
      <span role="status" className="num text-sm text-muted">
        {shown === null ? formatPlural(total, 'record') : `${formatCount(shown)} of ${formatPlural(total, 'record')}`}
      </span>
      {errorCount > 0 && (
        <Button disabled={shown !== null} onClick={folding.expandToErrors}>
          Expand to errors
        </Button>
      )}
      <Button disabled={shown !== null} onClick={folding.expandAll}>
        Expand all
      </Button>
      <Button disabled={shown !== null} onClick={folding.collapseAll}>
        Collapse all
      </Button>
    </div>
  );
}
