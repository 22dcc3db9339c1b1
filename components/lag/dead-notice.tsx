'use client';
import { deadSamplings } from '#components/lag/sampling.ts';
import { useNow } from '#components/ui/clock.tsx';
import { problemOf } from '#components/ui/problem.ts';
import { Ago, Time } from '#components/ui/time.tsx';
import { Verbatim } from '#components/ui/verbatim.tsx';
import { visibleText } from '#components/ui/visible-text.ts';
import type { Sampling } from '#lib/contracts/lag.ts';

const CHECK_MS = 2000;

interface DeadNoticeProps {
  samplings: readonly Sampling[];
  /** Why the server could not be asked just now. */
  error: unknown;
}

/** Says that figures are old, since when and why, so that nobody takes them for what is now. */
export function DeadNotice({ samplings, error }: DeadNoticeProps) {
  const now = useNow(CHECK_MS);
  const dead = deadSamplings(samplings, now);
  const leftOut = samplings.filter((sampling) => sampling.leftOut > 0);
  if (dead.length === 0 && !error && leftOut.length === 0) return null;
  return (
    <div role="status" className="num flex shrink-0 flex-col gap-0.5 border-b border-line bg-warn-soft px-4.5 py-1.5 text-warn">
      {Boolean(error) && <p>Not up to date: {problemOf(error).detail ?? problemOf(error).title}. It is asked again every few seconds.</p>}
      {dead.map(({ source, since, why }) => (
        <p key={source} className="wrap-anywhere">
          {since === null ? (
            <>The groups of <Verbatim text={source} /> were never sampled</>
          ) : (
            <>The figures of <Verbatim text={source} /> are of <Time at={since} />, <Ago at={since} />, and not of now</>
          )}
          : {why === null ? 'no collector samples them. Health says which collectors run.' : visibleText(why)}
        </p>
      ))}
      {leftOut.map((sampling) => (
        <p key={sampling.source}>
          {sampling.leftOut.toLocaleString('en-GB')} groups of <Verbatim text={sampling.source} /> are left out: there are more than are sampled.
        </p>
      ))}
    </div>
  );
}

/** Whether the figures of one source are of now. */
export const useIsDead = (samplings: readonly Sampling[], source: string): boolean => deadSamplings(samplings, useNow(CHECK_MS)).some((dead) => dead.source === source);
