'use client';
/** The way back to the list that one came from, and through it: kept for the tab, so that a page that is opened elsewhere has none. */
import { useEffect, useState } from 'react';
import { keep, readKeptJson } from '#components/ui/kept.ts';

export interface Trail {
  /** The list's own address, with all its filters. */
  readonly href: string;
  readonly previous: string | null;
  readonly next: string | null;
  /** From 1, and of how many that had been loaded. */
  readonly place: number;
  readonly count: number;
}

const STORED = 'throughline-trail';
/** So many ids are kept around the one that was opened. */
const MOST = 1000;

interface Stored {
  readonly href: string;
  readonly ids: readonly string[];
}

/** The list that was last on the screen in this document. */
let last: Stored | null = null;

/** For a list: what it shows at the moment is what one steps through from the page that is opened next. */
export function useTrailKeeper(items: readonly { readonly id: string }[]): void {
  useEffect(() => {
    last = { href: `${location.pathname}${location.search}`, ids: items.map(({ id }) => id) };
  });
}

/** Null where one did not come from a list that has it. */
export function useTrail(id: string): Trail | null {
  const [trail, setTrail] = useState<Trail | null>(null);
  useEffect(() => {
    if (last?.ids.includes(id) === true) keepList(last, id);
    setTrail(trailOf(keptList(), id));
  }, [id]);
  return trail;
}

/** In the tab, so that a reload does not lose it. */
function keepList({ href, ids }: Stored, opened: string): void {
  const at = Math.max(0, ids.indexOf(opened) - MOST / 2);
  keep('tab', STORED, JSON.stringify({ href, ids: ids.slice(at, at + MOST) } satisfies Stored));
}

/** Taken as it is: only this application writes there, and a tab outlives no version of it by long. */
const keptList = (): Stored | null => readKeptJson('tab', STORED) as Stored | null;

export function trailOf(list: Stored | null, id: string): Trail | null {
  const at = list?.ids.indexOf(id) ?? -1;
  if (list === null || at === -1) return null;
  return { href: list.href, previous: list.ids[at - 1] ?? null, next: list.ids[at + 1] ?? null, place: at + 1, count: list.ids.length };
}
