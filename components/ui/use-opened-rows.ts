'use client';
import { useRouter } from 'next/navigation';
import type { KeyboardEvent, RefObject } from 'react';
import { useShortcut } from '#components/ui/shortcuts.ts';

interface OpenedRows {
  readonly grid: RefObject<HTMLElement | null>;
  /** What names each row that is there, in their order. */
  readonly keys: readonly string[];
  readonly chosen: string | null;
  /** Null lets go of the chosen one. */
  readonly onChoose: (key: string | null) => void;
  readonly scrollTo: (index: number) => void;
  /** The page of a row. */
  readonly href: (index: number) => string;
  /** So many rows go by with Page Down. */
  readonly page: number;
  /** Of the keys in the help, and of one row in words. */
  readonly group: string;
  readonly noun: string;
}

/** The keys of a list of which one row is chosen and opened as a page. Returns where the chosen row is, from 0 (-1 where it is not there), and what the grid hears. */
export function useOpenedRows({ grid, keys, chosen, onChoose, scrollTo, href, page, group, noun }: OpenedRows): { readonly at: number; readonly onKeyDown: (event: KeyboardEvent) => void } {
  const router = useRouter();
  const at = chosen === null ? -1 : keys.indexOf(chosen);
  const go = (index: number) => {
    const next = Math.min(Math.max(index, 0), keys.length - 1);
    const key = keys[next];
    if (key === undefined) return;
    onChoose(key);
    scrollTo(next);
  };
  const step = (by: number) => go(at < 0 ? (by > 0 ? 0 : keys.length - 1) : at + by);
  const open = (beside: boolean) => {
    if (at < 0) return;
    if (beside) window.open(href(at), '_blank', 'noopener');
    else router.push(href(at));
  };
  const here = () => at >= 0 && (document.activeElement === document.body || document.activeElement === grid.current);
  useShortcut('j', `next ${noun}`, () => step(1), { group });
  useShortcut('k', `previous ${noun}`, () => step(-1), { group });
  useShortcut(['ArrowDown', 'ArrowUp'], `next or previous ${noun}`, null, { group });
  useShortcut(['Enter', 'o'], `open the chosen ${noun}`, () => open(false), { group, enabled: here });
  useShortcut(['shift+Enter', 'shift+o'], 'open it in a new tab', () => open(true), { group, enabled: here });
  useShortcut('Escape', `let go of the chosen ${noun}`, () => onChoose(null), { group, enabled: chosen !== null });
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.target !== event.currentTarget || event.ctrlKey || event.metaKey || event.altKey) return;
    const moves: Readonly<Record<string, () => void>> = { ArrowDown: () => step(1), ArrowUp: () => step(-1), PageDown: () => step(page), PageUp: () => step(-page), Home: () => go(0), End: () => go(keys.length - 1) };
    const move = moves[event.key];
    if (move === undefined) return;
    event.preventDefault();
    move();
  };
  return { at, onKeyDown };
}
