import { formatDuration } from '#components/ui/format.ts';
import type { Shares } from '#lib/core/timeline/shares.ts';

/** Nothing that took time is too small to see. */
const NARROWEST = 1.5;

/** One bar of where the time went, each instant counted once. */
export function ShareBar({ shares }: { shares: Shares }) {
  const parts = [
    { name: 'working', micros: shares.working, fill: 'var(--accent)' },
    { name: 'in queues', micros: shares.queued, fill: 'var(--wait)' },
    { name: 'retry delay', micros: shares.retryDelay, fill: 'var(--warn)' },
    { name: 'nothing seen', micros: shares.unaccounted, fill: 'var(--line-strong)' },
  ].filter(({ micros }) => micros > 0);
  const total = parts.reduce((sum, { micros }) => sum + micros, 0);
  if (total === 0) return null;
  const raised = parts.map(({ micros }) => Math.max((micros / total) * 100, NARROWEST));
  const whole = raised.reduce((sum, each) => sum + each, 0);
  let left = 0;
  const placed = parts.map((part, index) => {
    const width = (raised[index]! / whole) * 100;
    left += width;
    return { ...part, x: left - width, width };
  });
  return (
    <figure aria-label="Where the time went" className="mt-2.5 max-w-190">
      <svg aria-hidden width="100%" height="8" className="block overflow-hidden rounded-full">
        {placed.map(({ name, fill, x, width }) => (
          <rect key={name} x={`${x}%`} width={`${Math.max(width - 0.25, 0.5)}%`} height="8" fill={fill} />
        ))}
      </svg>
      <figcaption className="num mt-1.5 flex flex-wrap gap-x-4.5 gap-y-1 text-sm text-muted">
        {placed.map(({ name, micros, fill }) => (
          <span key={name} className="flex items-center gap-1.5">
            <svg aria-hidden width="8" height="8">
              <rect width="8" height="8" rx="2" fill={fill} />
            </svg>
            {name} {formatDuration(micros / 1000)}
          </span>
        ))}
      </figcaption>
    </figure>
  );
}
