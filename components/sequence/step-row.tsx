import { memo } from 'react';
import { LOOP, stepColor, StepShape } from '#components/sequence/step-shape.tsx';
import { rowHeight, type Geometry } from '#components/sequence/geometry.ts';
import { classes } from '#components/ui/classes.ts';
import { formatDuration } from '#components/ui/format.ts';
import { rowLook } from '#components/ui/record-notes.tsx';
import { shortText } from '#components/ui/short-text.ts';
import { loopWords, stepDetails, waitShare } from '#lib/core/sequence/words.ts';
import type { Participant, SequenceRow, Step } from '#lib/core/sequence/steps.ts';

interface StepRowProps {
  row: SequenceRow;
  index: number;
  top: number;
  participants: readonly Participant[];
  geometry: Geometry;
  /** Milliseconds: of all messages shown. */
  longestWait: number;
  selected: boolean;
  critical: boolean;
  marked: boolean;
  onChoose: (index: number) => void;
  /** Opens or folds a loop, or the work inside a record. */
  onToggle: (key: string) => void;
  /** The record's id, where its inner work can be shown. */
  head: string | null;
}

export const StepRow = memo(function StepRow({ row, index, top, participants, geometry, longestWait, selected, critical, marked, onChoose, onToggle, head }: StepRowProps) {
  const { step, loop } = row;
  const height = rowHeight(row);
  const details = stepDetails(step, loop, formatDuration);
  if (step.kind === 'pause') return <Pause step={step} index={index} top={top} height={height} />;
  const folded = loop !== null && !loop.open;
  return (
    <div
      role="row"
      id={`step-row-${index}`}
      aria-rowindex={index + 2}
      aria-selected={step.record === null ? undefined : selected}
      className={classes('absolute left-0 w-full', !selected && !marked && 'bg-bg', step.record !== null && 'cursor-pointer', rowLook(selected, marked, critical))}
      style={{ top, height }}
      onClick={() => onChoose(index)}
    >
      <StepShape step={step} participants={participants} geometry={geometry} height={height} waited={waitShare(step, longestWait)} />
      <span role="gridcell" className="num absolute left-0 w-[74px] truncate pr-1.5 text-right text-xs text-faint" style={{ top: height - (height > 30 ? 20 : 23) }}>
        {step.at === null ? '' : `+${formatDuration(step.at / 1000)}`}
      </span>
      {folded && <span aria-hidden className={classes('absolute left-[77px] w-1.5 border-l-2 border-faint', loop.first && 'rounded-tl-sm border-t-2', loop.last && 'rounded-bl-sm border-b-2')} style={{ top: loop.first ? 3 : 0, bottom: loop.last ? 3 : 0 }} />}
      <span role="gridcell" className="absolute flex max-w-full items-baseline gap-1.5 bg-inherit px-1 text-sm leading-[18px] whitespace-nowrap" style={{ left: labelLeft(step, geometry), top: height > 30 ? (step.from === step.to ? 4 : 3) : (height - 18) / 2, maxWidth: geometry.width - labelLeft(step, geometry) - 8 }}>
        <span className="sr-only">{who(step, participants)}: </span>
        <bdi className="truncate font-[550]" style={{ color: textColor(step) }} title={shortText(step.name, 400)}>
          {shortText(step.name, 80) || 'unnamed'}
        </bdi>
        <span className="num shrink-0 text-xs text-muted">{details.map((each) => shortText(each, 80)).join(' · ')}</span>
        {loop !== null && loop.first && (
          <Fold open={loop.open} label={loop.open ? `Fold ${loopWords(loop)}` : `Unfold ${loopWords(loop)}`} onToggle={() => onToggle(loop.key)}>
            {loopWords(loop)}
          </Fold>
        )}
        {step.inside !== null && head !== null && !folded && (
          <Fold open={step.inside.open} label={step.inside.open ? 'Fold the work inside' : 'Unfold the work inside'} onToggle={() => onToggle(head)}>
            {`${step.inside.count} inside`}
          </Fold>
        )}
        {step.inside !== null && step.inside.failed > 0 && !step.inside.open && <span className="shrink-0 text-xs font-medium text-bad">{step.inside.failed} failed inside</span>}
      </span>
    </div>
  );
});

/** Lighter and darker theme both keep words readable: only errors and warnings are coloured. */
const textColor = (step: Step): string => {
  const color = stepColor(step);
  return color === 'var(--text-2)' ? 'var(--text)' : color;
};

function labelLeft(step: Step, { x }: Geometry): number {
  const at = Math.min(x(step.from), x(step.to));
  if (step.kind === 'work') return at + 8 + step.depth * 4;
  if (step.kind === 'unread' || step.kind === 'missing') return at + 32;
  return step.from === step.to ? at + LOOP + 6 : at + 6;
}

function who({ kind, from, to }: Step, participants: readonly Participant[]): string {
  const name = (participant: number): string => shortText(participants[participant]?.name ?? '', 60) || 'unnamed';
  return from === to || kind === 'unread' || kind === 'missing' ? name(from) : `${name(from)} to ${name(to)}`;
}

function Fold({ open, label, onToggle, children }: { open: boolean; label: string; onToggle: () => void; children: string }) {
  return (
    <button
      type="button"
      tabIndex={-1}
      aria-label={label}
      aria-expanded={open}
      className="shrink-0 rounded-sm border border-line-strong bg-panel px-1 text-xs leading-4 font-medium text-muted hover:text-ink"
      onClick={(event) => {
        event.stopPropagation();
        onToggle();
      }}
    >
      <span aria-hidden>{open ? '▾ ' : '▸ '}</span>
      {children}
    </button>
  );
}

function Pause({ step, index, top, height }: { step: Step; index: number; top: number; height: number }) {
  return (
    <div role="row" aria-rowindex={index + 2} className="absolute left-0 w-full" style={{ top, height }}>
      <span role="gridcell" className="num absolute inset-x-0 inset-y-1 flex items-center justify-start border-y border-dashed border-line-strong bg-sunken pl-[84px] text-xs text-muted">
        {formatDuration((step.duration ?? 0) / 1000)} without a record
      </span>
    </div>
  );
}
