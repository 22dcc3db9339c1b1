import { Chip } from '#components/ui/chip.tsx';
import { formatCount, formatPlural } from '#components/ui/format.ts';
import { problemOf } from '#components/ui/problem.ts';
import { Skeleton } from '#components/ui/skeleton.tsx';
import { STATUSES, statusTone, statusWord } from '#components/ui/statuses.ts';
import { RANGES } from '#components/ui/time-range.ts';
import type { FlowFacets } from '#lib/contracts/flows.ts';

/** What happened, in a line: what went wrong as chips, the rest in words. */
export function Sentence({ facets, error, range }: { facets: FlowFacets | null; error: unknown; range: string }) {
  const count = (status: string) => facets?.status.find(({ value }) => value === status)?.count ?? 0;
  const troubles = STATUSES.filter((status) => statusTone[status] !== 'ok' && statusTone[status] !== 'idle' && count(status) > 0);
  const quiet = STATUSES.filter((status) => !troubles.includes(status) && count(status) > 0);
  const when = RANGES.find(({ value }) => value === range)?.sentence ?? 'in the chosen time';
  return (
    <div className="flex flex-wrap items-center gap-x-2.5 gap-y-1">
      <h1>Flows</h1>
      {facets ? (
        <p className="num flex flex-wrap items-center gap-x-2.5 gap-y-1 text-muted">
          {troubles.map((status) => (
            <Chip key={status} tone={statusTone[status]}>
              {formatCount(count(status))} {statusWord[status].toLowerCase()}
            </Chip>
          ))}
          <span>
            {facets.total === 0 ? 'none' : `${facets.atLeast ? 'at least ' : ''}${formatPlural(facets.total, 'flow')}`} {when}
            {quiet.map((status) => ` · ${formatCount(count(status))} ${statusWord[status].toLowerCase()}`)}
          </span>
        </p>
      ) : error ? (
        <p className="text-muted" title={problemOf(error).detail ?? problemOf(error).title}>
          could not be counted just now
        </p>
      ) : (
        <Skeleton className="h-3 w-80" />
      )}
    </div>
  );
}
