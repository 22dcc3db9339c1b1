import { classes } from '#components/ui/classes.ts';

/** A grey shape where something will stand; give it a size by class. It does not pulse: on a machine that draws without a graphics processor that takes the time in which it could be done. */
export function Skeleton({ className }: { className?: string }) {
  return <span aria-hidden className={classes('block rounded-sm bg-idle-soft', className)} />;
}

/** Rows to come. `label` is what is read out. */
export function SkeletonRows({ rows, label }: { rows: number; label: string }) {
  return (
    <div role="status" aria-label={label}>
      {Array.from({ length: rows }, (_, row) => (
        <div key={row} className="flex h-row items-center gap-6 border-b border-line px-4.5">
          <Skeleton className="h-3 w-20" />
          <Skeleton className="h-3 w-32" />
          <Skeleton className="h-3 w-44" />
          <Skeleton className="h-3 flex-1" />
          <Skeleton className="h-3 w-16" />
        </div>
      ))}
    </div>
  );
}

/** A page to come: its heading, a line below it, and rows. */
export function SkeletonPage({ rows, label }: { rows: number; label: string }) {
  return (
    <>
      <div className="flex flex-col gap-3 border-b border-line px-4.5 pt-4 pb-3">
        <Skeleton className="h-5 w-40" />
        <Skeleton className="h-3 w-96" />
      </div>
      <SkeletonRows rows={rows} label={label} />
    </>
  );
}
