'use client';
import { useId } from 'react';
import { classes } from '#components/ui/classes.ts';

interface SegmentsProps<T extends string> {
  label: string;
  options: readonly { readonly value: T; readonly word: string; readonly title?: string }[];
  /** Null marks none: it is not known yet. */
  value: T | null;
  onChoose: (value: T) => void;
}

/** A choice among a few words that stand side by side. */
export function Segments<T extends string>({ label, options, value, onChoose }: SegmentsProps<T>) {
  const name = useId();
  return (
    <div role="radiogroup" aria-label={label} className="mx-1 flex rounded-md border border-line p-0.5">
      {options.map((option) => (
        <label
          key={option.value}
          title={option.title}
          className={classes(
            'relative flex h-5 flex-1 cursor-pointer items-center justify-center rounded-sm text-xs has-focus-visible:outline-2 has-focus-visible:outline-accent',
            option.value === value ? 'bg-panel font-medium text-ink ring-1 ring-line' : 'text-muted hover:text-ink',
          )}
        >
          <input type="radio" name={name} value={option.value} checked={option.value === value} onChange={() => onChoose(option.value)} className="absolute inset-0 cursor-pointer appearance-none" />
          {option.word}
        </label>
      ))}
    </div>
  );
}
