import { partsOf, type Part } from '#components/replays/outcome.ts';
import { classes } from '#components/ui/classes.ts';
import { formatCount } from '#components/ui/format.ts';
import type { Replay } from '#lib/contracts/replays.ts';

const FILLS: Record<Part['name'], string> = { succeeded: 'var(--ok)', failedAgain: 'var(--bad)', unsure: 'url(#unsure)', waiting: 'var(--warn)', notSent: 'transparent' };
const TONES: Record<Part['name'], string> = { succeeded: 'text-ok', failedAgain: 'text-bad', unsure: 'text-bad', waiting: 'text-warn', notSent: 'text-muted' };
const WIDTH = 1000;

/** All messages of the replay in one bar, and in figures with their words. */
export function Progress({ replay }: { replay: Replay }) {
  const parts = partsOf(replay);
  const total = Math.max(1, replay.total);
  let from = 0;
  return (
    <div className="flex flex-col gap-2">
      <svg
        role="progressbar"
        aria-label="Messages with an outcome"
        aria-valuemin={0}
        aria-valuemax={replay.total}
        aria-valuenow={replay.succeeded + replay.failedAgain + replay.unsure}
        viewBox={`0 0 ${WIDTH} 10`}
        preserveAspectRatio="none"
        className="block h-2.5 w-full overflow-hidden rounded-full bg-idle-soft ring-1 ring-line"
      >
        <defs>
          <pattern id="unsure" width="8" height="10" patternUnits="userSpaceOnUse">
            <rect width="8" height="10" fill="var(--bad-soft)" />
            <rect width="4" height="10" fill="var(--bad)" />
          </pattern>
        </defs>
        {parts.map(({ name, count }) => {
          const width = (count / total) * WIDTH;
          const x = from;
          from += width;
          return count > 0 && <rect key={name} x={x} width={width} height={10} fill={FILLS[name]} />;
        })}
      </svg>
      <dl className="num flex flex-wrap gap-x-8 gap-y-2">
        {parts.map(({ name, word, count }) => (
          <div key={name}>
            <dt className="text-xs text-muted">{word}</dt>
            <dd className={classes('text-lg font-semibold', count === 0 ? 'text-faint' : TONES[name])}>{formatCount(count)}</dd>
          </div>
        ))}
        {replay.refused > 0 && (
          <div>
            <dt className="text-xs text-muted">Refused</dt>
            <dd className="text-lg font-semibold text-muted">{formatCount(replay.refused)}</dd>
          </div>
        )}
      </dl>
    </div>
  );
}
