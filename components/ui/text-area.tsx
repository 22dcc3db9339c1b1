import type { Ref, TextareaHTMLAttributes } from 'react';
import { classes } from '#components/ui/classes.ts';

/** Several lines to type in or paste. It needs a label: `aria-label`, or a `<label>` for its id. */
export function TextArea({ className, ref, ...rest }: TextareaHTMLAttributes<HTMLTextAreaElement> & { ref?: Ref<HTMLTextAreaElement> }) {
  return <textarea {...rest} ref={ref} spellCheck={false} className={classes('resize-y rounded-md border border-line-strong bg-panel px-2 py-1.5 font-mono text-sm leading-relaxed', className)} />;
}
