'use client';
import { useEffect, useState, type RefObject } from 'react';
import type { NameWidths } from '#components/flow-list/cells.tsx';

/** So that a window that is being pulled wider does not draw every row anew at every pixel. */
const STEP = 8;
const FIRST_PAINT: NameWidths = { services: 176, topics: 176 };

/** How wide the columns of names are, by their headings. */
export function useNameWidths(headings: RefObject<HTMLElement | null>, columns: unknown): NameWidths {
  const [widths, setWidths] = useState(FIRST_PAINT);
  useEffect(() => {
    const row = headings.current;
    if (!row) return;
    const measure = () => {
      const of = (column: string) => Math.floor((row.querySelector(`[data-column=${column}]`)?.clientWidth ?? 0) / STEP) * STEP;
      const next = { services: of('services'), topics: of('topics') };
      setWidths((before) => (before.services === next.services && before.topics === next.topics ? before : next));
    };
    const observer = new ResizeObserver(measure);
    observer.observe(row);
    measure();
    return () => observer.disconnect();
  }, [headings, columns]);
  return widths;
}
