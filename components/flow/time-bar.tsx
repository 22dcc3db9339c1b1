import { formatDuration } from '#components/ui/format.ts';
import type { FlowDetail } from '#lib/contracts/flows.ts';

/** Nothing that took time is too small to see. */
const NARROWEST = 1.5;

const WORDS = {
  processing: { name: 'processing', fill: 'var(--accent)', means: 'Some span of the critical path was at work.' },
  waiting: { name: 'waiting in queues', fill: 'var(--wait)', means: 'The message that the path went on with was in a broker.' },
  retryDelay: { name: 'retry delay', fill: 'var(--warn)', means: 'An attempt had failed, and the next had not begun.' },
  unaccounted: { name: 'unaccounted', fill: 'var(--line-strong)', means: 'Nothing left a record: untraced work, a person, or a dead letter before its replay.' },
} as const;

/** Where the time went along the critical path, each instant counted once, so that the parts add up to the flow's duration. */
export function TimeBar({ time }: { time: FlowDetail['time'] }) {
  const parts = [
    { ...WORDS.processing, ms: time.processingMs },
    { ...WORDS.waiting, ms: time.waitingMs },
    { ...WORDS.retryDelay, ms: time.retryDelayMs },
    { ...WORDS.unaccounted, ms: time.unaccountedMs },
  ].flatMap(({ ms, ...part }) => (ms !== null && ms > 0 ? [{ ...part, ms }] : []));
  if (parts.length === 0) return null;
  const raised = parts.map(({ ms }) => Math.max((ms / time.totalMs) * 100, NARROWEST));
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
        {placed.map(({ name, ms, fill, means }) => (
          <span key={name} className="flex items-center gap-1.5" title={means}>
            <svg aria-hidden width="8" height="8">
              <rect width="8" height="8" rx="2" fill={fill} />
            </svg>
            {name} {formatDuration(ms)}
          </span>
        ))}
        {time.processingMs === null && <span>No spans came: waits and work are not known.</span>}
      </figcaption>
    </figure>
  );
}
