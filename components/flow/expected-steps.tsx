'use client';
import { formatCount, formatDuration } from '#components/ui/format.ts';
import { ServiceName } from '#components/ui/service-name.tsx';
import { shortText } from '#components/ui/short-text.ts';
import type { ExpectedStep } from '#lib/contracts/flows.ts';
import { percent } from '#lib/core/baseline/percent.ts';
import { refId } from '#lib/core/timeline/input.ts';

const FEW = 5;

interface ExpectedStepsProps {
  expected: readonly ExpectedStep[];
  /** Those that should have come by now, which belong before all else; else those that still may, which stand after the last record. */
  late: boolean;
  onShow: (record: string) => void;
}

/** The steps that usually come next in this kind of flow, and why they have not come. */
export function ExpectedSteps({ expected, late, onShow }: ExpectedStepsProps) {
  const steps = expected.filter(({ overdueMs }) => overdueMs > 0 === late);
  if (steps.length === 0) return null;
  const title = late ? 'What never came' : 'What usually comes next';
  return (
    <section aria-label={title} className={`max-h-44 shrink-0 overflow-auto border-line bg-panel px-4.5 py-2 max-sm:max-h-none ${late ? 'border-b' : 'border-t'}`}>
      <h2 className="mb-1 text-sm font-semibold">{title}</h2>
      <ul className="flex flex-col gap-1">
        {steps.slice(0, FEW).map((each) => (
          <li key={`${each.step.topic} ${each.step.type ?? ''}`} className="flex flex-wrap items-baseline gap-x-2.5">
            <Missing late={late} />
            <bdi className="font-medium">{shortText(each.step.type ?? each.step.topic, 80)}</bdi>
            {each.step.service !== null && <span className="text-muted">from <ServiceName name={each.step.service} /></span>}
            <span className="num text-muted">
              usually after {formatDuration(each.usuallyMs)}, within {formatDuration(each.p99Ms)} in {percent(each.share)} of {formatCount(each.cases)}
            </span>
            <Why expected={each} />
            {each.overdueMs >= 1000 && <span className="num text-warn">late by {formatDuration(each.overdueMs)}</span>}
            <button type="button" className="text-sm text-accent hover:underline" onClick={() => onShow(refId(each.after))}>
              Show what it follows
            </button>
          </li>
        ))}
      </ul>
      {steps.length > FEW && <p className="text-sm text-faint">and {steps.length - FEW} more</p>}
    </section>
  );
}

function Why({ expected: { why, group, ahead, overdueMs } }: { expected: ExpectedStep }) {
  const reader = group === undefined ? null : <bdi className="font-mono text-sm">{shortText(group, 80)}</bdi>;
  if (why === 'not-consumed') {
    return <span>{reader ?? 'A reader'} has not consumed the message before it yet{ahead === undefined ? '' : ahead === '0' ? ': it is next' : `: ${formatCount(ahead)} ahead`}</span>;
  }
  if (why === 'dead-lettered') return <span className="text-bad">the message before it was given up{reader === null ? '' : <> by {reader}</>}</span>;
  if (overdueMs === 0) return <span className="text-faint">it may still come</span>;
  if (why === 'nothing-followed') return <span>{reader ?? 'its readers'} consumed the message before it, and nothing followed</span>;
  return <span className="text-faint">nothing tells whether the message before it was read</span>;
}

/** An empty place in the row of records: dashed, as nothing else is. */
function Missing({ late }: { late: boolean }) {
  return (
    <svg aria-hidden width="12" height="12" viewBox="0 0 12 12" className={`shrink-0 self-center ${late ? 'text-warn' : 'text-faint'}`}>
      <rect x="1" y="1" width="10" height="10" rx="2.5" fill="none" stroke="currentColor" strokeWidth="1.5" strokeDasharray="2.5 2" />
    </svg>
  );
}
