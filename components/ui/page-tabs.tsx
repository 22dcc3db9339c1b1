import { classes } from '#components/ui/classes.ts';
import { formatCount } from '#components/ui/format.ts';

interface PageTabsProps<Tab extends string> {
  /** By tab, in their order. */
  words: Readonly<Record<Tab, string>>;
  /** How many there are of what a tab shows; none where that is not counted, or not known. */
  counts: Readonly<Partial<Record<Tab, number | null>>>;
  tab: Tab;
  onTab: (tab: Tab) => void;
  className: string;
}

/** The parts of a page, one of which is shown. */
export function PageTabs<Tab extends string>({ words, counts, tab, onTab, className }: PageTabsProps<Tab>) {
  return (
    <nav aria-label="Parts of this page" className={classes('flex gap-4 overflow-x-auto', className)}>
      {(Object.keys(words) as Tab[]).map((each) => (
        <button
          key={each}
          type="button"
          aria-current={each === tab ? 'page' : undefined}
          onClick={() => onTab(each)}
          className={classes('num flex h-8 shrink-0 items-center gap-1.5 border-b-2 px-0.5 whitespace-nowrap', each === tab ? 'border-accent font-medium text-ink' : 'border-transparent text-muted hover:text-ink')}
        >
          {words[each]}
          {counts[each] != null && <span className="text-xs text-faint">{formatCount(counts[each])}</span>}
        </button>
      ))}
    </nav>
  );
}
