'use client';
import dynamic from 'next/dynamic';
import type { Choices } from '#app/flows/[key]/use-choices.ts';
import type { usePicture } from '#app/flows/[key]/use-picture.ts';
import type { Selection } from '#app/flows/[key]/use-selection.ts';
import { usePanelCover } from '#components/record/panel-width.ts';
import { RecordPanel } from '#components/record/record-panel.tsx';
import { Timeline } from '#components/timeline/timeline.tsx';
import { SkeletonRows } from '#components/ui/skeleton.tsx';
import type { FlowDetail } from '#lib/contracts/flows.ts';

/** Most look at the timeline first: the code of the other views comes when they are asked for. */
const loading = () => (
  <div className="min-w-0 flex-1">
    <SkeletonRows rows={8} label="Loading the view" />
  </div>
);
const RecordTable = dynamic(() => import('#components/record-table/record-table.tsx').then((room) => room.RecordTable), { loading });
const TreeView = dynamic(() => import('#components/tree/tree-view.tsx').then((room) => room.TreeView), { loading });
const SequenceView = dynamic(() => import('#components/sequence/sequence-view.tsx').then((room) => room.SequenceView), { loading });

interface FlowStageProps {
  detail: FlowDetail;
  view: Choices['view'];
  drawing: ReturnType<typeof usePicture>;
  selection: Selection;
  /** The part of the time that the timeline shows. */
  window: string | null;
  onWindow: (window: string | null) => void;
}

/** The chosen view of the records, and the details of the one that is selected in it. */
export function FlowStage({ detail, view, drawing, selection, window, onWindow }: FlowStageProps) {
  const { picture, keepFold, toggleLane } = drawing;
  const { selected, critical, marked, select, close } = selection;
  const cover = usePanelCover();
  const shared = { picture, selected, critical, marked, onSelect: select };
  return (
    <div className="relative flex min-h-80 flex-1 max-sm:h-[85dvh] max-sm:flex-none">
      {view === 'timeline' && <Timeline {...shared} onToggleLane={toggleLane} covered={selected === null ? 0 : cover} onHold={keepFold} window={window} onWindow={onWindow} />}
      {view === 'sequence' && <SequenceView {...shared} flow={detail.flow.id} expected={detail.expected} covered={selected === null ? 0 : cover} />}
      {view === 'tree' && <TreeView {...shared} />}
      {view === 'table' && <RecordTable {...shared} flow={detail.flow.id} />}
      {selected !== null && <RecordPanel flow={detail.flow} picture={picture} record={selected} onClose={close} />}
    </div>
  );
}
