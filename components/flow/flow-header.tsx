'use client';
import { useEffect, useState } from 'react';
import { Button } from '#components/ui/button.tsx';
import { useNow } from '#components/ui/clock.tsx';
import { Duration } from '#components/ui/duration.tsx';
import { formatDuration, formatPlural } from '#components/ui/format.ts';
import { StatusChip } from '#components/ui/status-chip.tsx';
import { Time } from '#components/ui/time.tsx';
import { Verbatim } from '#components/ui/verbatim.tsx';
import { KeyChips } from '#components/flow/key-chips.tsx';
import { outcomeOf } from '#components/flow/outcome.ts';
import { ShareBar } from '#components/flow/share-bar.tsx';
import type { FlowDetail } from '#lib/contracts/flows.ts';
import type { Shares } from '#lib/core/timeline/shares.ts';

/** What happened, in words; then the figures. `corrected`: how long it took with clocks put right, in microseconds. */
export function FlowHeader({ detail, shares, corrected }: { detail: FlowDetail; shares: Shares; corrected: number | null }) {
  const { flow } = detail;
  const now = useNow(flow.status === 'in-flight' || flow.status === 'stalled' ? 1000 : 60_000);
  const { counts } = flow;
  const figures = [
    formatPlural(flow.services.length, 'service'),
    formatPlural(counts.events, 'event'),
    formatPlural(counts.spans, 'span'),
    counts.errors > 0 && formatPlural(counts.errors, 'error'),
    counts.retries > 0 && formatPlural(counts.retries, 'retry', 'retries'),
    counts.duplicates > 0 && formatPlural(counts.duplicates, 'duplicate'),
    counts.deadLetters > 0 && formatPlural(counts.deadLetters, 'dead letter'),
  ].filter((figure) => figure !== false);
  return (
    <header className="shrink-0 border-b border-line px-4.5 pt-3.5 pb-3">
      <div className="flex flex-wrap items-center gap-2">
        <StatusChip status={flow.status} />
        <span className="text-muted">
          <Verbatim text={flow.kind.slice(0, 120)} />
        </span>
        <KeyChips keys={flow.keys} />
        <span className="flex-1" />
        <CopyLink />
      </div>
      <h1 className="my-1.5 [overflow-wrap:anywhere]">{outcomeOf(detail, now, corrected === null ? undefined : corrected / 1000)}</h1>
      <p className="num flex flex-wrap gap-x-1.5 text-muted">
        <span>
          started <Time at={flow.startedAt} style="millis" /> ·
        </span>
        <span>
          last seen <Time at={flow.lastActivityAt} style="millis" /> ·
        </span>
        <Duration ms={flow.durationMs} precise className="font-semibold text-ink" />
        {corrected !== null && formatDuration(corrected / 1000) !== formatDuration(flow.durationMs) && <span className="text-warn">as clocks say, {formatDuration(corrected / 1000)} with clocks put right</span>}
        <span>· {figures.join(' · ')}</span>
      </p>
      <ShareBar shares={shares} />
    </header>
  );
}

function CopyLink() {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), 1500);
    return () => clearTimeout(timer);
  }, [copied]);
  return (
    <Button title="Copy the address of what is shown, the chosen record included" onClick={() => void navigator.clipboard.writeText(location.href).then(() => setCopied(true), (error: unknown) => console.warn('The browser did not allow copying', error))}>
      <span aria-live="polite">{copied ? 'Copied' : 'Copy link'}</span>
    </Button>
  );
}
