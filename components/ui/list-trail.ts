'use client';
/** The way back to the list that one came from, and through it: kept for the tab, so that a page that is opened elsewhere has none. */
import { useEffect, useState } from 'react';

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

/** Called by a list before it opens one of what it shows. */
export function rememberList(ids: readonly string[], opened: string): void {
  const at = Math.max(0, ids.indexOf(opened) - MOST / 2);
  const stored: Stored = { href: `${location.pathname}${location.search}`, ids: ids.slice(at, at + MOST) };
  try {
    sessionStorage.setItem(STORED, JSON.stringify(stored));
  } catch (error) {
    console.warn('The browser keeps nothing for this site: there is no way through the list', error);
  }
}

/** Null where one did not come from a list that has it. */
export function useTrail(id: string): Trail | null {
  const [trail, setTrail] = useState<Trail | null>(null);
  useEffect(() => setTrail(trailOf(stored(), id)), [id]);
  return trail;
}

function stored(): Stored | null {
  try {
    const text = sessionStorage.getItem(STORED);
    return text === null ? null : (JSON.parse(text) as Stored);
  } catch (error) {
    console.warn('The list that one came from is not known', error);
    return null;
  }
}

export function trailOf(list: Stored | null, id: string): Trail | null {
  const at = list?.ids.indexOf(id) ?? -1;
  if (list === null || at === -1) return null;
  return { href: list.href, previous: list.ids[at - 1] ?? null, next: list.ids[at + 1] ?? null, place: at + 1, count: list.ids.length };
}
