'use client';
import { parseAsBoolean, parseAsString, parseAsStringLiteral, useQueryStates } from 'nuqs';
import { useCallback, useMemo, useState } from 'react';
import { useFlow } from '#app/flows/[key]/use-flow.ts';
import { Findings } from '#components/flow/findings.tsx';
import { FlowHeader } from '#components/flow/flow-header.tsx';
import { RecordTable } from '#components/flow/record-table.tsx';
import { NoRecords } from '#components/flow/flow-missing.tsx';
import { TruncatedNotice } from '#components/flow/truncated-notice.tsx';
import { VIEWS, ViewBar } from '#components/flow/view-bar.tsx';
import { PANEL_WIDTH, useNarrow } from '#components/record/panel-width.ts';
import { RecordPanel } from '#components/record/record-panel.tsx';
import { PageCrumb } from '#components/shell/crumbs.tsx';
import { ServiceHues } from '#components/ui/service-hues.tsx';
import { Timeline } from '#components/timeline/timeline.tsx';
import { useKeys } from '#components/timeline/use-keys.ts';
import type { FlowSummary } from '#lib/contracts/flows.ts';
import { refId } from '#lib/core/timeline/input.ts';
import { arrange, prepare } from '#lib/core/timeline/layout.ts';
import { correctedExtent, timeShares } from '#lib/core/timeline/shares.ts';

/** One flow: its outcome in words, then its records as a timeline or a table, and one of them in detail. All choices stand in the address. */
export function FlowView({ flowKey, detailText }: { flowKey: string; detailText: string }) {
  const flow = useFlow(flowKey, detailText);
  const detail = flow.data;
  const [choice, choose] = useQueryStates({
    record: parseAsString,
    view: parseAsStringLiteral(VIEWS).withDefault('timeline'),
    fold: parseAsBoolean,
    critical: parseAsBoolean.withDefault(false),
  });
  const { record, view, fold } = choice;

  const [expanded, setExpanded] = useState<ReadonlySet<string>>(new Set());
  const prepared = useMemo(() => prepare(detail), [detail]);
  const folded = fold ?? prepared.folding.advised;
  const picture = useMemo(() => arrange(prepared, folded, expanded), [prepared, folded, expanded]);
  const shares = useMemo(() => timeShares(picture), [picture]);
  const corrected = useMemo(() => correctedExtent(picture), [picture]);
  const critical = useMemo(() => (choice.critical ? new Set(detail.criticalPath.flatMap((ref) => picture.graph.indexOf.get(refId(ref)) ?? [])) : null), [choice.critical, detail, picture]);
  const selected = record === null ? null : (picture.graph.indexOf.get(record) ?? null);

  const toggleLane = useCallback((lane: string) => setExpanded((now) => now.symmetricDifference(new Set([lane]))), []);
  const narrow = useNarrow();
  const { records } = picture.graph;
  const select = useCallback((index: number) => void choose({ record: records[index]?.id ?? null }), [choose, records]);
  const close = useCallback(() => void choose({ record: null }), [choose]);
  const toggleFold = useCallback(() => void choose({ fold: !folded }), [choose, folded]);
  // What folds by itself while a flow grows must not change under the reader's eyes.
  const keepFold = useCallback(() => void choose((now) => (now.fold === null ? { fold: folded } : now)), [choose, folded]);
  useKeys({ f: toggleFold, t: () => void choose({ view: view === 'timeline' ? 'table' : 'timeline' }) });

  return (
    <ServiceHues names={detail.flow.services}>
      <PageCrumb name={bestName(detail.flow)} />
      <FlowHeader detail={detail} shares={shares} corrected={corrected} />
      <TruncatedNotice truncated={detail.truncated} />
      <Findings findings={detail.findings} onShow={(id) => void choose({ record: id })} />
      <ViewBar
        view={view}
        onView={(next) => void choose({ view: next })}
        fold={picture.folding.segments.some((segment) => segment.fold) ? { on: folded, toggle: toggleFold } : null}
        critical={detail.criticalPath.length > 0 ? { on: choice.critical, toggle: () => void choose({ critical: !choice.critical }) } : null}
        stale={flow.isError}
        retry={() => void flow.refetch()}
      />
      {records.length === 0 && <NoRecords />}
      <div className="relative flex min-h-0 flex-1">
        {view === 'timeline' ? (
          <Timeline picture={picture} selected={selected} onSelect={select} critical={critical} onToggleLane={toggleLane} covered={selected !== null && narrow ? PANEL_WIDTH : 0} onHold={keepFold} />
        ) : (
          <RecordTable picture={picture} selected={selected} onSelect={select} />
        )}
        {selected !== null && <RecordPanel picture={picture} record={selected} onSelect={select} onClose={close} />}
      </div>
    </ServiceHues>
  );
}

/** The name that people know a flow by. */
function bestName({ keys, id }: FlowSummary): string {
  const key = keys.find(({ kind }) => kind === 'correlation') ?? keys.find(({ kind }) => kind === 'business');
  return key === undefined ? id : key.value.slice(0, 80);
}
