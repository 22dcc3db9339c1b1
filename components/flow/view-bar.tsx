'use client';
import type { ReactNode } from 'react';
import { useShortcut } from '#components/ui/shortcuts.ts';

/** In the order of their buttons, which is that of the keys 1, 2, … too. */
export const VIEWS = ['timeline', 'sequence', 'tree', 'table'] as const;
export type FlowViewName = (typeof VIEWS)[number];

/** Where the keys of this page stand in the list of keys. */
export const FLOW_KEYS = { group: 'This flow' };

const WORDS: Record<FlowViewName, string> = { timeline: 'Timeline', sequence: 'Sequence', tree: 'Tree', table: 'Table' };

interface ViewBarProps {
  view: FlowViewName;
  onView: (view: FlowViewName) => void;
  /** Whether it is kept up to date, and what is new. */
  state: ReactNode;
  /** What can be changed about the view that is shown. */
  children: ReactNode;
}

/** Views of the same selection. */
export function ViewBar({ view, onView, state, children }: ViewBarProps) {
  return (
    <div className="flex shrink-0 flex-wrap items-center gap-1 border-b border-line px-4.5 py-1.5">
      <div role="group" aria-label="View" className="flex gap-0.5">
        {VIEWS.map((each, index) => (
          <ViewButton key={each} name={each} shortcut={String(index + 1)} on={each === view} onView={onView} />
        ))}
      </div>
      <span className="flex-1" />
      {state}
      {children}
    </div>
  );
}

function ViewButton({ name, shortcut, on, onView }: { name: FlowViewName; shortcut: string; on: boolean; onView: (view: FlowViewName) => void }) {
  useShortcut(shortcut, WORDS[name].toLowerCase(), () => onView(name), FLOW_KEYS);
  return (
    <button
      type="button"
      aria-pressed={on}
      title={`${WORDS[name]} (${shortcut})`}
      className={`h-7 rounded-md px-2.5 font-medium ${on ? 'bg-sunken text-ink' : 'text-muted hover:text-ink'}`}
      onClick={() => onView(name)}
    >
      {WORDS[name]}
    </button>
  );
}
