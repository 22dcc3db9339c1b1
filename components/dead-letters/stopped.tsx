'use client';
import Link from 'next/link';
import { percentText } from '#components/dead-letters/percent.ts';
import { bestKey } from '#components/ui/best-key.ts';
import { Copy } from '#components/ui/copy.tsx';
import { formatCount, formatPlural } from '#components/ui/format.ts';
import { StatusChip } from '#components/ui/status-chip.tsx';
import { Ago } from '#components/ui/time.tsx';
import { Verbatim } from '#components/ui/verbatim.tsx';
import type { FailureGroupDetail } from '#lib/contracts/dead-letters.ts';

type Stopped = FailureGroupDetail['stopped'];
type Never = Stopped['neverHappened'][number];

const BRIEF = 3;

const stepName = ({ type, topic }: Never): string => type ?? topic;

/** In the panel: what is missing in a few lines. */
export function StoppedBrief({ stopped: { total, neverHappened } }: { stopped: Stopped }) {
  if (total === 0) return <p className="text-muted">No flow is stopped by what is open of it.</p>;
  return (
    <>
      <p className="num text-muted">{formatPlural(total, 'flow')}.{neverHappened.length === 0 && ' What usually follows is not known yet, or did follow.'}</p>
      <NeverHappened steps={neverHappened.slice(0, BRIEF)} total={total} />
    </>
  );
}

/** On the page: the flows, and what never happened in them. */
export function StoppedFlows({ stopped: { flows, total, neverHappened } }: { stopped: Stopped }) {
  if (total === 0) return <p className="text-muted">No flow is stopped by what is open of it: all went on, were settled, or their records are no longer kept.</p>;
  return (
    <>
      {neverHappened.length === 0 ? <p className="mb-2 text-muted">What usually follows in flows like these is not known yet, or did follow.</p> : <NeverHappened steps={neverHappened} total={total} />}
      <ul aria-label="Stopped flows" className="mt-2">
        {flows.map((flow) => {
          const key = bestKey(flow)?.value ?? flow.id;
          return (
            <li key={flow.id} className="flex min-h-row flex-wrap items-center gap-x-3 border-b border-line py-0.5">
              <StatusChip status={flow.status} />
              <span className="flex min-w-0 flex-1 items-center gap-1">
                <Link href={`/flows/${encodeURIComponent(flow.id)}`} prefetch={false} className="truncate font-mono text-sm font-medium hover:underline"><Verbatim text={key} /></Link>
                <Copy text={key} label="the key" />
              </span>
              <Verbatim text={flow.kind} className="max-w-40 truncate text-muted max-sm:hidden" />
              <span className="num w-20 text-right text-sm text-faint"><Ago at={flow.lastActivityAt} /></span>
            </li>
          );
        })}
      </ul>
      {total > flows.length && <p className="num pt-1 text-sm text-faint">The newest {formatCount(flows.length)} of {formatCount(total)} are shown.</p>}
    </>
  );
}

/** A dashed edge, as what never came has in every picture. */
function NeverHappened({ steps, total }: { steps: readonly Never[]; total: number }) {
  return (
    <ul aria-label="What never happened after them" className="num mt-1 flex flex-col gap-1">
      {steps.map((step) => (
        <li key={`${step.topic} ${step.type ?? ''} ${step.service ?? ''}`} title={`${step.topic}; it comes in ${percentText(step.usualShare)} of flows of this kind`} className="flex items-baseline justify-between gap-3 rounded-sm border border-dashed border-line-strong px-2 py-0.5">
          <span className="min-w-0 truncate">
            <Verbatim text={stepName(step)} mono />
            {step.service !== null && <span className="text-muted"> by <Verbatim text={step.service} /></span>}
          </span>
          <span className="shrink-0 text-sm text-muted">never came in {step.flows >= total ? (total === 1 ? 'it' : `all ${formatCount(total)}`) : `${formatCount(step.flows)} of ${formatCount(total)}`}</span>
        </li>
      ))}
    </ul>
  );
}
