import { classes } from '#components/ui/classes.ts';
import { visibleText } from '#components/ui/visible-text.ts';

/** Text that came from a broker or a service: never markup, nothing in it invisible, its writing direction its own. */
export function Verbatim({ text, mono = false, className }: { text: string; mono?: boolean; className?: string }) {
  return <bdi className={classes('verbatim', mono && 'font-mono text-sm', className)}>{visibleText(text)}</bdi>;
}
