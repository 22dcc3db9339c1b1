import { formatDuration } from '#components/ui/format.ts';

/** A length of time in words; its title says the milliseconds. */
export function Duration({ ms, precise = false, className }: { ms: number | null; precise?: boolean; className?: string }) {
  return (
    <span className={className} title={ms === null ? undefined : `${ms} ms`}>
      {formatDuration(ms, { precise })}
    </span>
  );
}
