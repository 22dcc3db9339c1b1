'use client';
import Link from 'next/link';
import type { ReactNode } from 'react';
import { useNow } from '#components/ui/clock.tsx';
import { Duration } from '#components/ui/duration.tsx';
import { formatDuration, formatPlural } from '#components/ui/format.ts';
import { StatusChip } from '#components/ui/status-chip.tsx';
import { absoluteRange } from '#components/ui/time-range.ts';
import { Time } from '#components/ui/time.tsx';
import { visibleText } from '#components/ui/visible-text.ts';
import { Verbatim } from '#components/ui/verbatim.tsx';
import { KeyChips } from '#components/flow/key-chips.tsx';
import { outcomeOf } from '#components/flow/outcome.ts';
import { isOpen, quietFor } from '#components/flow/quiet-for.ts';
import { TimeBar } from '#components/flow/time-bar.tsx';
import type { FlowDetail, FlowSummary } from '#lib/contracts/flows.ts';

/** What happened, in words; then the figures. */
export function FlowHeader({ detail, actions }: { detail: FlowDetail; actions: ReactNode }) {
  const { flow } = detail;
  const now = useNow(isOpen(flow) ? 1000 : 60_000);
  const quiet = quietFor(flow, now);
  const { counts } = flow;
  const figures = [
    flow.services.length > 0 ? formatPlural(flow.services.length, 'service') : 'services not known',
    formatPlural(counts.events, 'event'),
    formatPlural(counts.spans, 'span'),
    counts.errors > 0 && formatPlural(counts.errors, 'error'),
    counts.retries > 0 && formatPlural(counts.retries, 'retry', 'retries'),
    counts.duplicates > 0 && formatPlural(counts.duplicates, 'duplicate'),
    counts.deadLetters > 0 && formatPlural(counts.deadLetters, 'dead letter'),
  ].filter((figure) => figure !== false);
  return (
    <header className="grid shrink-0 grid-cols-[minmax(0,1fr)_auto] gap-x-3 border-b border-line px-4.5 pt-3.5 pb-3 max-[1199px]:pt-2.5 max-[1199px]:pb-2 max-sm:grid-cols-[minmax(0,1fr)] [&>*]:col-span-full">
      <div className="flex min-h-7 min-w-0 flex-wrap items-center gap-2 min-[1200px]:col-span-1!">
        <StatusChip status={flow.status} />
        <span className="text-muted">
          <Link href={nearPath(flow)} title="Flows of this kind, ten minutes around this one" className="hover:text-ink hover:underline">
            <Verbatim text={flow.kind.slice(0, 120)} />
          </Link>
        </span>
        <KeyChips keys={flow.keys} />
      </div>
      {/* Beside the keys where there is room for both, else beside the bar, which can be shorter. */}
      <div className="self-start min-[1200px]:col-span-1! max-[1199px]:order-last max-[1199px]:mt-2 sm:max-[1199px]:col-span-1!">{actions}</div>
      <h1 className="my-1.5 [overflow-wrap:anywhere] max-[1199px]:my-1">{outcomeOf(detail, now)}</h1>
      <p className="num flex flex-wrap items-center gap-x-1.5 text-muted">
        <span>
          started <Time at={flow.startedAt} style="millis" /> ·
        </span>
        <span>
          last seen <Time at={flow.lastActivityAt} style="millis" /> ·
        </span>
        <span>
          <Duration ms={flow.durationMs} precise className="font-semibold text-ink" />
          {isOpen(flow) && ' so far'}
          {quiet !== null && <span className={flow.status === 'stalled' ? 'text-warn' : ''}>, no activity for {formatDuration(quiet)}</span>}
        </span>
        {detail.clocks.length > 0 && <ClockNote clocks={detail.clocks} />}
        <span>· {figures.join(' · ')}</span>
      </p>
      <div className="min-w-0 sm:max-[1199px]:col-span-1!">
        <TimeBar time={detail.time} />
      </div>
    </header>
  );
}

const NEAR_MS = 600_000;

/** The list of flows of the same kind that began around it. */
const nearPath = ({ kind, startedAt }: FlowSummary): string => `/flows?${new URLSearchParams({ kind, range: absoluteRange(Date.parse(startedAt) - NEAR_MS, Date.parse(startedAt) + NEAR_MS) }).toString()}`;

/** Times in it are as they were told; lengths and order are with clocks put right. */
function ClockNote({ clocks }: { clocks: FlowDetail['clocks'] }) {
  const words = clocks.map(({ service, offsetMs }) => `${visibleText(service.slice(0, 60))} ${formatDuration(Math.abs(offsetMs))} ${offsetMs < 0 ? 'behind' : 'ahead'}`);
  const shown = words.length > 2 ? [...words.slice(0, 2), `${words.length - 2} more`] : words;
  return (
    <span className="text-warn" title="Estimated from what contradicts causality. Lengths and order are with clocks put right; single times are as they were told.">
      with clocks put right ({shown.join(', ')})
    </span>
  );
}
