'use client';
import type { Choices } from '#app/flows/[key]/use-choices.ts';
import type { usePicture } from '#app/flows/[key]/use-picture.ts';
import type { Selection } from '#app/flows/[key]/use-selection.ts';
import { RecordTable } from '#components/flow/record-table.tsx';
import { PANEL_WIDTH, useNarrow } from '#components/record/panel-width.ts';
import { RecordPanel } from '#components/record/record-panel.tsx';
import { Timeline } from '#components/timeline/timeline.tsx';

interface FlowStageProps {
  view: Choices['view'];
  drawing: ReturnType<typeof usePicture>;
  selection: Selection;
}

/** The chosen view of the records, and the details of the one that is selected in it. */
export function FlowStage({ view, drawing, selection }: FlowStageProps) {
  const { picture, keepFold, toggleLane } = drawing;
  const { selected, critical, marked, select, close } = selection;
  const narrow = useNarrow();
  const shared = { picture, selected, critical, marked, onSelect: select };
  return (
    <div className="relative flex min-h-0 flex-1">
      {view === 'timeline' && <Timeline {...shared} onToggleLane={toggleLane} covered={selected !== null && narrow ? PANEL_WIDTH : 0} onHold={keepFold} />}
      {view === 'table' && <RecordTable {...shared} />}
      {selected !== null && <RecordPanel picture={picture} record={selected} onSelect={select} onClose={close} />}
    </div>
  );
}
