'use client';
import type { PlacedMarks } from '#components/lag/mark-groups.ts';
import { MarkSign } from '#components/lag/mark-sign.tsx';

interface MarkStripProps {
  placed: readonly PlacedMarks[];
  /** Pixels before and behind the axis of time. */
  left: number;
  right: number;
  label: (placed: PlacedMarks) => string;
  /** A mark is pointed at, or has the focus; null when it no longer is. */
  onLit: (placed: PlacedMarks | null) => void;
}

/** What happened, above the chart and on its axis. */
export function MarkStrip({ placed, left, right, label, onLit }: MarkStripProps) {
  if (placed.length === 0) return null;
  return (
    <div role="group" aria-label="What happened" className="relative h-6" style={{ marginLeft: left, marginRight: right }}>
      {placed.map((each) => (
        <button
          key={each.share}
          type="button"
          aria-label={label(each)}
          onPointerEnter={() => onLit(each)}
          onPointerLeave={() => onLit(null)}
          onFocus={() => onLit(each)}
          onBlur={() => onLit(null)}
          className="num absolute top-0 flex h-6 min-w-6 -translate-x-1/2 cursor-default items-center justify-center gap-0.5 rounded-sm text-xs text-muted hover:bg-sunken hover:text-ink"
          style={{ left: `${each.share * 100}%` }}
        >
          <MarkSign kind={each.marks[0]?.kind ?? 'status'} />
          {each.marks.length > 1 && each.marks.length}
        </button>
      ))}
    </div>
  );
}
