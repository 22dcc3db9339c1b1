'use client';
import { classes } from '#components/ui/classes.ts';
import { useServiceColor } from '#components/ui/service-hues.tsx';
import { Verbatim } from '#components/ui/verbatim.tsx';

/** The square that tells services apart. An SVG attribute rather than a style, so that it needs nothing of the page's policy. */
export function ServiceDot({ name, className }: { name: string; className?: string }) {
  const color = useServiceColor(name);
  return (
    <svg aria-hidden width="8" height="8" viewBox="0 0 8 8" className={classes('shrink-0', className)}>
      <rect width="8" height="8" rx="2" fill={color()} />
    </svg>
  );
}

/** A service's square and name. */
export function ServiceName({ name, className, nameClass }: { name: string; className?: string; nameClass?: string }) {
  return (
    <span className={classes('inline-flex items-center gap-1.5 whitespace-nowrap', className)}>
      <ServiceDot name={name} />
      <Verbatim text={name} className={nameClass} />
    </span>
  );
}
