'use client';
import type { KeyboardEvent } from 'react';
import { Button } from '#components/ui/button.tsx';
import { Field } from '#components/ui/field.tsx';
import { formatCount } from '#components/ui/format.ts';

interface SearchBarProps {
  label: string;
  wanted: string;
  onWanted: (text: string) => void;
  /** How many were found, and whether there are more than are counted. */
  found: number;
  more: boolean;
  /** Which of them one looks at, from 0. */
  at: number;
  onStep: (by: 1 | -1) => void;
}

/** Looks for a text and walks through its matches: Enter to the next, Shift+Enter to the one before, Escape clears. */
export function SearchBar({ label, wanted, onWanted, found, more, at, onStep }: SearchBarProps) {
  const press = (event: KeyboardEvent): void => {
    if (event.key === 'Enter') onStep(event.shiftKey ? -1 : 1);
    else if (event.key !== 'Escape' || wanted === '') return;
    else onWanted('');
    event.preventDefault();
  };
  const count = `${formatCount(found)}${more ? '+' : ''}`;
  return (
    <div role="search" className="mb-1.5 flex items-center gap-1">
      <Field type="search" aria-label={label} placeholder="Search" className="min-w-0 flex-1" value={wanted} onChange={(event) => onWanted(event.target.value)} onKeyDown={press} />
      <span aria-live="polite" className="num shrink-0 text-xs text-muted">
        {wanted === '' ? '' : found === 0 ? 'no match' : `${formatCount(at + 1)} of ${count}`}
      </span>
      <Button look="quiet" className="h-6 px-1.5" aria-label="Previous match" title="Previous match (Shift+Enter)" disabled={found === 0} onClick={() => onStep(-1)}>
        ↑
      </Button>
      <Button look="quiet" className="h-6 px-1.5" aria-label="Next match" title="Next match (Enter)" disabled={found === 0} onClick={() => onStep(1)}>
        ↓
      </Button>
    </div>
  );
}
