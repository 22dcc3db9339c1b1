'use client';
import { useCallback } from 'react';
import { FlowStage } from '#app/flows/[key]/flow-stage.tsx';
import { useChoices } from '#app/flows/[key]/use-choices.ts';
import { useFlow } from '#app/flows/[key]/use-flow.ts';
import { useNews } from '#app/flows/[key]/use-news.ts';
import { usePicture } from '#app/flows/[key]/use-picture.ts';
import { useSelection } from '#app/flows/[key]/use-selection.ts';
import { ViewToggles } from '#app/flows/[key]/view-toggles.tsx';
import { ComparePanel } from '#components/compare/compare-panel.tsx';
import { USUAL } from '#components/compare/use-comparison.ts';
import { BehindNotice } from '#components/flow/behind-notice.tsx';
import { Findings } from '#components/flow/findings.tsx';
import { ExpectedSteps } from '#components/flow/expected-steps.tsx';
import { FlowHeader } from '#components/flow/flow-header.tsx';
import { HeaderActions } from '#components/flow/header-actions.tsx';
import { HubNotice } from '#components/flow/hub-notice.tsx';
import { LiveState } from '#components/flow/live-state.tsx';
import { NoRecords } from '#components/flow/flow-missing.tsx';
import { TruncatedNotice } from '#components/flow/truncated-notice.tsx';
import { ViewBar } from '#components/flow/view-bar.tsx';
import { PageCrumb } from '#components/shell/crumbs.tsx';
import { bestKey } from '#components/ui/best-key.ts';
import { ServiceHues } from '#components/ui/service-hues.tsx';

interface FlowViewProps {
  flowKey: string;
  /** JSON of the packed FlowDetail. */
  packedText: string;
}

/** One flow: its outcome in words, then its records in one of four views, and one of them in detail. All choices stand in the address. */
export function FlowView({ flowKey, packedText }: FlowViewProps) {
  const flow = useFlow(flowKey, packedText);
  const detail = flow.data;
  const [choices, choose] = useChoices();
  const showWindow = useCallback((t: string | null) => choose({ t }), [choose]);
  const drawing = usePicture(detail, choices, choose);
  const selection = useSelection(detail, drawing.picture, choices, choose);
  const news = useNews(drawing.picture);

  return (
    <ServiceHues names={detail.flow.services}>
      <PageCrumb name={bestKey(detail.flow)?.value.slice(0, 80) ?? detail.flow.id} />
      {/* The page scrolls where what is said of the flow would leave its picture no room. */}
      <div className="flex min-h-0 flex-1 flex-col overflow-y-auto">
        <FlowHeader detail={detail} actions={<HeaderActions detail={detail} comparing={choices.compare !== null} onCompare={(on) => choose({ compare: on ? USUAL : null })} />} />
        <BehindNotice detail={detail} />
        <TruncatedNotice truncated={detail.truncated} />
        <HubNotice hubs={detail.hubs} />
        <ExpectedSteps late expected={detail.expected} onShow={selection.selectId} />
        <Findings findings={detail.findings} chosen={selection.finding} onChoose={selection.chooseFinding} />
        {choices.compare !== null && <ComparePanel flow={detail.flow} other={choices.compare} onOther={(compare) => choose({ compare })} selected={choices.record} onSelect={selection.selectId} />}
        <ViewBar
          view={choices.view}
          onView={(view) => choose({ view })}
          state={<LiveState status={detail.flow.status} failed={flow.isError} readAt={flow.dataUpdatedAt} retry={() => void flow.refetch()} news={{ count: news.records.size, marked: news.marked, toggle: news.toggle }} />}
        >
          <ViewToggles view={choices.view} drawing={drawing} hasPath={detail.criticalPath.length > 0} critical={choices.critical} onCritical={(critical) => choose({ critical })} clocks={choices.clocks} onClocks={(clocks) => choose({ clocks })} />
        </ViewBar>
        {drawing.picture.graph.records.length === 0 && <NoRecords />}
        <FlowStage detail={detail} view={choices.view} drawing={drawing} selection={news.marked ? { ...selection, marked: news.records } : selection} window={choices.t} onWindow={showWindow} />
        <ExpectedSteps late={false} expected={detail.expected} onShow={selection.selectId} />
      </div>
    </ServiceHues>
  );
}
