import { formatDuration } from '#components/ui/format.ts';

interface StepBarsProps {
  tookMs: number | null;
  usual: { readonly p50Ms: number; readonly highMs: number } | null;
  /** What the lower bar says. */
  words: string;
  /** The longest of all steps, which fills the width. */
  longestMs: number;
}

const WIDTH = 120;
/** A square root: what took seconds beside what took milliseconds can both be seen. */
const scaled = (ms: number, longest: number): number => (longest <= 0 ? 0 : Math.max(Math.sqrt(ms / longest) * WIDTH, ms > 0 ? 1.5 : 0));

/** Above what this flow took; below what it is compared with: of what is usual the median and, paler, a high percentile. */
export function StepBars({ tookMs, usual, words, longestMs }: StepBarsProps) {
  const label = [tookMs === null ? '' : `took ${formatDuration(tookMs)}`, usual === null ? '' : words].filter((part) => part !== '').join('; ');
  if (label === '') return null;
  return (
    <svg role="img" aria-label={label} width={WIDTH} height="14" className="block">
      {tookMs !== null && <rect y="1" width={scaled(tookMs, longestMs)} height="5" rx="1.5" fill={usual !== null && tookMs > usual.highMs ? 'var(--warn)' : 'var(--accent)'} />}
      {usual !== null && (
        <>
          <rect y="8" width={scaled(usual.highMs, longestMs)} height="5" rx="1.5" fill="var(--line-strong)" />
          <rect y="8" width={scaled(usual.p50Ms, longestMs)} height="5" rx="1.5" fill="var(--wait)" />
        </>
      )}
    </svg>
  );
}
