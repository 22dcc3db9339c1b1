import { Copy } from '#components/ui/copy.tsx';
import { formatCount, formatPlural } from '#components/ui/format.ts';
import { visibleText } from '#components/ui/visible-text.ts';
import { percentText } from '#components/dead-letters/percent.ts';
import type { Separation } from '#lib/contracts/dead-letters.ts';

const WHY: Record<NonNullable<Separation['notTold']>, string> = {
  'no-payload': 'No payload is kept that could be compared.',
  'too-few': 'There are too few messages to tell what they share by more than chance.',
  'nothing-healthy': 'No message of the same topic and type is kept that did not fail.',
};

/** What these messages have and healthy ones have not, the most telling first. `most`: rows where there is little room. */
export function SeparationView({ separation, most }: { separation: Separation; most?: number }) {
  const { failed, healthy, fields, notTold } = separation;
  if (notTold !== null) return <p className="text-muted">{WHY[notTold]}{failed > 0 && notTold === 'nothing-healthy' && ` ${formatPlural(failed, 'failed one was', 'failed ones were')} looked at.`}</p>;
  if (fields.length === 0) return <p className="text-muted">Nothing tells the {formatCount(failed)} that failed from {formatPlural(healthy, 'healthy one')} of the same topic and type: the cause is not in the message.</p>;
  return (
    <>
      <ul aria-label="What these have and healthy ones do not" className="num flex flex-col">
        {fields.slice(0, most).map(({ place, name, says, failedShare, healthyShare }) => (
          <li key={`${place} ${name} ${says}`} title={`${place === 'header' ? 'header' : 'payload'} ${name}`} className="group grid min-h-row grid-cols-[minmax(0,1fr)_auto] items-center gap-x-3 gap-y-1 border-b max-sm:grid-cols-1 border-line py-1 last:border-0">
            <span className="flex min-w-0 items-baseline gap-1.5">
              <bdi className="min-w-0 font-mono text-sm whitespace-normal wrap-anywhere">{visibleText(says.slice(0, 300))}</bdi>
              {most === undefined && <Copy text={says} label="this difference" className="opacity-0 group-hover:opacity-100 focus-visible:opacity-100" />}
            </span>
            <span className="flex items-center gap-2 text-sm">
              <Bar share={failedShare} color="var(--bad)" />
              <span className="w-10 text-right font-medium">{percentText(failedShare)}</span>
              {most === undefined && (
                <>
                  <Bar share={healthyShare} color="var(--ok)" />
                  <span className="w-10 text-right text-muted">{percentText(healthyShare)}</span>
                </>
              )}
            </span>
          </li>
        ))}
      </ul>
      <p className="num mt-1 text-xs text-faint">
        {most === undefined ? 'Left of the failed, right of the healthy. ' : ''}
        {formatCount(failed)} failed and {formatPlural(healthy, 'healthy message')} of the same topic and type were compared{fields.length > (most ?? Infinity) ? `; ${formatCount(fields.length - (most ?? 0))} more differences stand on its page` : ''}.
      </p>
    </>
  );
}

const Bar = ({ share, color }: { share: number; color: string }) => (
  <svg aria-hidden width="72" height="6" viewBox="0 0 72 6" className="shrink-0 overflow-hidden rounded-full bg-idle-soft">
    <rect width={Math.max(share > 0 ? 1 : 0, share * 72)} height="6" fill={color} />
  </svg>
);
