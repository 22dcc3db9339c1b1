import type { InputHTMLAttributes, Ref } from 'react';
import { classes } from '#components/ui/classes.ts';

/** A single line to type in. It needs a label: `aria-label`, or a `<label>` around it. */
export function Field({ className, ref, ...rest }: InputHTMLAttributes<HTMLInputElement> & { ref?: Ref<HTMLInputElement> }) {
  return <input {...rest} ref={ref} className={classes('h-7 rounded-md border border-line-strong bg-panel px-2 text-sm', className)} />;
}
