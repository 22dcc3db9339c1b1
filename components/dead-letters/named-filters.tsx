import { FILTER_WORDS, NAMED_FILTERS } from '#components/dead-letters/url-state.ts';
import { Verbatim } from '#components/ui/verbatim.tsx';

type Name = (typeof NAMED_FILTERS)[number];

/** Filters that came with a link and have no field of their own; each can be dropped. */
export function NamedFilters({ state, onDrop }: { state: Readonly<Partial<Record<Name, string | null>>>; onDrop: (name: Name) => void }) {
  const inForce = NAMED_FILTERS.flatMap((name) => (state[name] == null ? [] : [{ name, value: state[name] }]));
  if (inForce.length === 0) return null;
  return (
    <ul aria-label="Filters" className="flex flex-wrap gap-1.5">
      {inForce.map(({ name, value }) => (
        <li key={name} className="flex h-6 max-w-full items-center gap-1.5 rounded-md bg-accent-soft pl-2 text-sm text-accent">
          {FILTER_WORDS[name]} <Verbatim text={value} mono className="max-w-72 truncate" />
          <button type="button" aria-label={`Drop the filter ${FILTER_WORDS[name]} ${value}`} onClick={() => onDrop(name)} className="h-6 rounded-md px-1.5 hover:underline">×</button>
        </li>
      ))}
    </ul>
  );
}
