import { Button } from '#components/ui/button.tsx';
import { formatCount } from '#components/ui/format.ts';
import { problemOf } from '#components/ui/problem.ts';

interface TableEndProps {
  shown: number;
  more: boolean;
  full: boolean;
  error: unknown;
  onRetry: () => void;
}

/** What stands below the last row that is there. */
export function TableEnd({ shown, more, full, error, onRetry }: TableEndProps) {
  return (
    <div className="num flex h-8 shrink-0 items-center gap-3 border-t border-line px-4.5 text-sm text-muted">
      {error !== null ? (
        <>
          <span className="text-bad">Older flows cannot be read: {problemOf(error).detail ?? problemOf(error).title}</span>
          <Button onClick={onRetry}>Try again</Button>
        </>
      ) : full ? (
        `${formatCount(shown)} flows are shown, which is as far as this list goes: narrow the time range or the filters for older ones.`
      ) : more ? (
        'Reading older flows…'
      ) : (
        shown === 1 ? 'This is the only flow.' : `All ${formatCount(shown)} flows are shown.`
      )}
    </div>
  );
}
