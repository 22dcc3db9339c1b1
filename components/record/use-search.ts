'use client';
import { useDeferredValue, useMemo, useState } from 'react';

export interface Found<Match> {
  readonly list: readonly Match[];
  readonly more: boolean;
}

export interface Search<Match> {
  readonly wanted: string;
  readonly want: (text: string) => void;
  /** What was looked for when `found` was found. */
  readonly looked: string;
  readonly found: Found<Match>;
  readonly at: number;
  readonly step: (by: 1 | -1) => void;
  /** The match that one looks at. */
  readonly current: Match | undefined;
}

/** A text that is looked for, what was found, and which match one looks at. `find` must stay the same while what it looks through does. */
export function useSearch<Match>(find: (wanted: string) => Found<Match>): Search<Match> {
  const [wanted, setWanted] = useState('');
  const [at, setAt] = useState(0);
  const looked = useDeferredValue(wanted);
  const found = useMemo(() => find(looked), [find, looked]);
  const place = found.list.length === 0 ? 0 : Math.min(at, found.list.length - 1);
  return {
    wanted,
    want: (text) => {
      setWanted(text);
      setAt(0);
    },
    looked,
    found,
    at: place,
    step: (by) => setAt((place + by + found.list.length) % Math.max(1, found.list.length)),
    current: found.list[place],
  };
}
