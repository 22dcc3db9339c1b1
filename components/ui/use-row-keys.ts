'use client';
import type { KeyboardEvent } from 'react';
import { useShortcut } from '#components/ui/shortcuts.ts';

const PAGE = 20;

/** Moves through rows: j and k anywhere on the page, arrows and Page, Home and End where the rows have the focus. `at` -1 while none is chosen. */
export function useRowKeys(count: number, at: number, onMove: (row: number) => void, group: string): (event: KeyboardEvent) => void {
  const move = (by: number): void => {
    if (count > 0) onMove(at === -1 ? (by > 0 ? 0 : count - 1) : Math.min(Math.max(at + by, 0), count - 1));
  };
  useShortcut('j', 'next record', () => move(1), { group });
  useShortcut('k', 'previous record', () => move(-1), { group });
  return (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    const steps: Record<string, number> = { ArrowDown: 1, ArrowUp: -1, PageDown: PAGE, PageUp: -PAGE, Home: -count, End: count, Enter: at === -1 ? 1 : 0 };
    const by = event.target === event.currentTarget ? steps[event.key] : undefined;
    if (by === undefined || by === 0) return;
    event.preventDefault();
    if (event.key === 'End' || event.key === 'Home') onMove(by > 0 ? Math.max(count - 1, 0) : 0);
    else move(by);
  };
}
