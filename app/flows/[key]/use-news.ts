'use client';
import { useMemo, useState } from 'react';
import type { Picture } from '#lib/core/timeline/picture.ts';

interface News {
  /** Indexes of the records that were not there when the page was opened. */
  readonly records: ReadonlySet<number>;
  readonly marked: boolean;
  readonly toggle: () => void;
}

/** What has come since one opened the page. */
export function useNews({ graph: { records } }: Picture): News {
  const [opened] = useState(() => new Set(records.map(({ id }) => id)));
  const [marked, setMarked] = useState(false);
  const fresh = useMemo(() => new Set(records.flatMap(({ id, index }) => (opened.has(id) ? [] : [index]))), [records, opened]);
  return { records: fresh, marked, toggle: () => setMarked(!marked) };
}
