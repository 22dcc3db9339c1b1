'use client';
import { parseAsBoolean, parseAsString, parseAsStringLiteral, useQueryStates } from 'nuqs';
import { useCallback, useMemo, useState } from 'react';
import { useFlow } from '#app/flows/[key]/use-flow.ts';
import { findingId, Findings } from '#components/flow/findings.tsx';
import { ExpectedSteps } from '#components/flow/expected-steps.tsx';
import { FlowHeader } from '#components/flow/flow-header.tsx';
import { HubNotice } from '#components/flow/hub-notice.tsx';
import { RecordTable } from '#components/flow/record-table.tsx';
import { NoRecords } from '#components/flow/flow-missing.tsx';
import { TruncatedNotice } from '#components/flow/truncated-notice.tsx';
import { VIEWS, ViewBar } from '#components/flow/view-bar.tsx';
import { PANEL_WIDTH, useNarrow } from '#components/record/panel-width.ts';
import { RecordPanel } from '#components/record/record-panel.tsx';
import { PageCrumb } from '#components/shell/crumbs.tsx';
import { ServiceHues } from '#components/ui/service-hues.tsx';
import { Timeline } from '#components/timeline/timeline.tsx';
import { useShortcut } from '#components/ui/shortcuts.ts';
import type { FlowDetail, FlowSummary } from '#lib/contracts/flows.ts';
import { refId } from '#lib/core/timeline/input.ts';
import { arrange, prepare } from '#lib/core/timeline/layout.ts';

const TOLD = { group: 'This flow' };

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
  const critical = useMemo(() => (choice.critical ? new Set(detail.criticalPath.flatMap((ref) => picture.graph.indexOf.get(refId(ref)) ?? [])) : null), [choice.critical, detail, picture]);
  const [finding, setFinding] = useState<string | null>(null);
  const marked = useMemo(() => {
    const refs = finding === null ? undefined : detail.findings.find((each) => findingId(each) === finding)?.refs;
    return refs === undefined ? null : new Set(refs.flatMap((ref) => picture.graph.indexOf.get(refId(ref)) ?? []));
  }, [finding, detail, picture]);
  const chooseFinding = (next: FlowDetail['findings'][number] | null): void => {
    setFinding(next === null ? null : findingId(next));
    const first = next?.refs[0];
    if (first !== undefined) void choose({ record: refId(first) });
  };
  const selected = record === null ? null : (picture.graph.indexOf.get(record) ?? null);

  const toggleLane = useCallback((lane: string) => setExpanded((now) => now.symmetricDifference(new Set([lane]))), []);
  const narrow = useNarrow();
  const { records } = picture.graph;
  const select = useCallback((index: number) => void choose({ record: records[index]?.id ?? null }), [choose, records]);
  const close = useCallback(() => void choose({ record: null }), [choose]);
  const toggleFold = useCallback(() => void choose({ fold: !folded }), [choose, folded]);
  // What folds by itself while a flow grows must not change under the reader's eyes.
  const keepFold = useCallback(() => void choose((now) => (now.fold === null ? { fold: folded } : now)), [choose, folded]);
  useShortcut('f', 'fold idle time', toggleFold, TOLD);
  useShortcut('c', 'critical path', () => void choose({ critical: !choice.critical }), TOLD);
  useShortcut('1', 'timeline', () => void choose({ view: 'timeline' }), TOLD);
  useShortcut('4', 'table', () => void choose({ view: 'table' }), TOLD);

  return (
    <ServiceHues names={detail.flow.services}>
      <PageCrumb name={bestName(detail.flow)} />
      <FlowHeader detail={detail} />
      <TruncatedNotice truncated={detail.truncated} />
      <HubNotice hubs={detail.hubs} />
      <Findings findings={detail.findings} chosen={finding} onChoose={chooseFinding} />
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
          <Timeline picture={picture} selected={selected} onSelect={select} critical={critical} marked={marked} onToggleLane={toggleLane} covered={selected !== null && narrow ? PANEL_WIDTH : 0} onHold={keepFold} />
        ) : (
          <RecordTable picture={picture} selected={selected} critical={critical} marked={marked} onSelect={select} />
        )}
        {selected !== null && <RecordPanel picture={picture} record={selected} onSelect={select} onClose={close} />}
      </div>
      <ExpectedSteps expected={detail.expected} onShow={(id) => void choose({ record: id })} />
    </ServiceHues>
  );
}

/** The name that people know a flow by. */
function bestName({ keys, id }: FlowSummary): string {
  const key = keys.find(({ kind }) => kind === 'correlation') ?? keys.find(({ kind }) => kind === 'business');
  return key === undefined ? id : key.value.slice(0, 80);
}
