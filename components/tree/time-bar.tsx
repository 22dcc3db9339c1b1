import { useServiceColor } from '#components/ui/service-hues.tsx';
import type { RecordRow } from '#lib/core/record-rows/rows.ts';

const HEIGHT = 12;
/** Pixels: what took no time is seen too. */
const THINNEST = 2;

interface TimeBarProps {
  record: RecordRow;
  from: number;
  span: { readonly x: (at: number) => number; readonly width: number };
}

/** When it was within the whole flow: work as a bar, a message as the road that it waited on. The figures stand beside it. */
export function TimeBar({ record, from, span }: TimeBarProps) {
  const color = useServiceColor(record.service ?? '');
  const { kind, duration, waitMs, marks } = record;
  const length = kind === 'span' ? (duration ?? 0) : (waitMs ?? 0) * 1000;
  const left = Math.min(span.x(from), span.width - THINNEST);
  const width = Math.max(Math.min(span.x(from + length), span.width) - left, THINNEST);
  const bad = marks.includes('failed') || marks.includes('dead-letter');
  return (
    <svg aria-hidden width={span.width} height={HEIGHT} className="block overflow-visible">
      <path d={`M0 ${HEIGHT / 2}H${span.width}`} stroke="var(--line)" />
      {kind === 'span' ? (
        <rect x={left} y={2} width={width} height={HEIGHT - 4} rx={1.5} fill={bad ? 'var(--bad)' : color()} opacity={record.sharedWith > 0 ? 0.45 : 1} />
      ) : (
        <>
          <path d={`M${left} ${HEIGHT / 2}h${width}`} stroke={bad ? 'var(--bad)' : marks.includes('retry') ? 'var(--warn)' : 'var(--wait)'} strokeWidth="3" />
          <circle cx={left} cy={HEIGHT / 2} r="3" fill="var(--panel)" stroke={bad ? 'var(--bad)' : 'var(--text-2)'} strokeWidth="1.3" />
        </>
      )}
    </svg>
  );
}
