'use client';
import { useRouter } from 'next/navigation';
import type { KeyboardEvent, RefObject } from 'react';
import { flowPath } from '#components/flow-list/flow-row.tsx';
import { useShortcut } from '#components/ui/shortcuts.ts';

const LISTED = { group: 'Flows' };

interface ListKeys {
  readonly grid: RefObject<HTMLElement | null>;
  /** The row that is chosen, from 0; -1 where none is. */
  readonly chosen: number;
  readonly count: number;
  /** Rows in view. */
  readonly page: () => { readonly first: number; readonly last: number };
  readonly idAt: (index: number) => string | undefined;
  readonly choose: (index: number) => void;
  readonly release: () => void;
}

/** The keys of the list: j and k as in mail and editors, and those of every grid while it has the focus. Returns what the grid hears. */
export function useListKeys({ grid, chosen, count, page, idAt, choose, release }: ListKeys): (event: KeyboardEvent) => void {
  const router = useRouter();
  const go = (index: number) => {
    if (count > 0) choose(Math.min(Math.max(index, 0), count - 1));
  };
  const step = (by: number) => go(chosen < 0 ? page().first : chosen + by);
  const open = (beside: boolean) => {
    const id = idAt(chosen);
    if (id === undefined) return;
    if (beside) window.open(flowPath(id), '_blank', 'noopener');
    else router.push(flowPath(id));
  };
  /** The grid itself, or a row of it that was clicked; buttons and links in it keep their keys. */
  const isGrid = (target: EventTarget | null) => target === grid.current || (target instanceof Element && target.role === 'row' && grid.current?.contains(target) === true);
  const here = () => document.activeElement === document.body || isGrid(document.activeElement);

  useShortcut('j', 'next flow', () => step(1), LISTED);
  useShortcut('ArrowDown', 'next flow', null, LISTED);
  useShortcut('k', 'previous flow', () => step(-1), LISTED);
  useShortcut('ArrowUp', 'previous flow', null, LISTED);
  useShortcut(['Home', 'End'], 'first or last flow that is there', null, LISTED);
  useShortcut(['Enter', 'o'], 'open the chosen flow', () => open(false), { ...LISTED, enabled: () => chosen >= 0 && here() });
  useShortcut(['shift+Enter', 'shift+o'], 'open it in a new tab', () => open(true), { ...LISTED, enabled: () => chosen >= 0 && here() });
  useShortcut('Escape', 'let go of the chosen flow', release, { ...LISTED, enabled: chosen >= 0 });

  return (event) => {
    const { first, last } = page();
    const size = Math.max(last - first - 2, 1);
    const moves: Readonly<Record<string, () => void>> = {
      ArrowDown: () => step(1),
      ArrowUp: () => step(-1),
      PageDown: () => step(size),
      PageUp: () => step(-size),
      Home: () => go(0),
      End: () => go(count - 1),
    };
    const move = isGrid(event.target) && !event.ctrlKey && !event.metaKey && !event.altKey ? moves[event.key] : undefined;
    if (!move) return;
    event.preventDefault();
    move();
  };
}
