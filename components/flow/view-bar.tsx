import { Button } from '#components/ui/button.tsx';

export const VIEWS = ['timeline', 'table'] as const;
export type FlowViewName = (typeof VIEWS)[number];

const WORDS: Record<FlowViewName, string> = { timeline: 'Timeline', table: 'Table' };

interface Toggle {
  on: boolean;
  toggle: () => void;
}
interface ViewBarProps {
  view: FlowViewName;
  onView: (view: FlowViewName) => void;
  /** Null where there is nothing to fold. */
  fold: Toggle | null;
  critical: Toggle | null;
  /** The last reading failed: what is shown may be old. */
  stale: boolean;
  retry: () => void;
}

/** Views of the same selection, and what can be changed about the one that is shown. */
export function ViewBar({ view, onView, fold, critical, stale, retry }: ViewBarProps) {
  return (
    <div className="flex shrink-0 items-center gap-1 border-b border-line px-4.5 py-1.5">
      <div role="group" aria-label="View" className="flex gap-0.5">
        {VIEWS.map((each) => (
          <button
            key={each}
            type="button"
            aria-pressed={each === view}
            className={`h-7 rounded-md px-2.5 font-medium ${each === view ? 'bg-sunken text-ink' : 'text-muted hover:text-ink'}`}
            onClick={() => onView(each)}
          >
            {WORDS[each]}
          </button>
        ))}
      </div>
      <span className="flex-1" />
      {stale && (
        <span role="status" className="flex items-center gap-2 text-sm text-warn">
          Could not be read again; this may be old.
          <Button onClick={retry}>Try again</Button>
        </span>
      )}
      {view === 'timeline' && fold !== null && (
        <Button pressed={fold.on} onClick={fold.toggle} title="Idle time as strips, or time as it passed (F)">
          Fold idle time
        </Button>
      )}
      {critical !== null && (
        <Button pressed={critical.on} onClick={critical.toggle} title="The chain of work and waiting that decided how long it took">
          Critical path
        </Button>
      )}
    </div>
  );
}
