import type { SelectHTMLAttributes } from 'react';
import { classes } from '#components/ui/classes.ts';

interface SelectProps extends Omit<SelectHTMLAttributes<HTMLSelectElement>, 'onChange'> {
  label: string;
  options: readonly { value: string; label: string }[];
  onChoose: (value: string) => void;
}

/** The browser's own select, in the look of a button: it brings its keyboard and its screen-reader words along. */
export function Select({ label, options, onChoose, className, ...rest }: SelectProps) {
  return (
    <select
      {...rest}
      aria-label={label}
      onChange={(event) => onChoose(event.target.value)}
      className={classes('h-7 rounded-md border border-line-strong bg-panel px-2 text-sm font-medium hover:bg-sunken', className)}
    >
      {options.map((option) => (
        <option key={option.value} value={option.value}>
          {option.label}
        </option>
      ))}
    </select>
  );
}
