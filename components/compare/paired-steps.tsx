'use client';
import { StepBars } from '#components/compare/step-bars.tsx';
import { StepName } from '#components/compare/step-name.tsx';
import { Chip, type Tone } from '#components/ui/chip.tsx';
import { formatDuration } from '#components/ui/format.ts';
import { Table, TableCell, TableRow } from '#components/ui/table.tsx';
import type { Comparison, PairedStep } from '#lib/contracts/comparison.ts';

interface PairedStepsProps {
  steps: NonNullable<Comparison['other']>['steps'];
  selected: string | null;
  onSelect: (record: string) => void;
}

const WORDS: Record<PairedStep['verdict'], { readonly word: string; readonly tone: Tone }> = {
  both: { word: 'in both', tone: 'ok' },
  'only-here': { word: 'only here', tone: 'warn' },
  'only-there': { word: 'only there', tone: 'warn' },
};
const HEADINGS = [{ name: 'Step' }, { name: 'Where' }, { name: 'This flow, after', right: true }, { name: 'The other, after', right: true }, { name: 'Difference', right: true }, { name: 'Beside each other' }];

/** Both flows step by step, each timed from its own beginning. */
export function PairedSteps({ steps, selected, onSelect }: PairedStepsProps) {
  const longestMs = steps.reduce((most, { afterMs, otherAfterMs }) => Math.max(most, afterMs ?? 0, otherAfterMs ?? 0), 0);
  return (
    <Table label="Steps beside the other flow" headings={HEADINGS}>
      {steps.map((step) => {
        const { word, tone } = WORDS[step.verdict];
        const { afterMs, otherAfterMs } = step;
        const difference = afterMs === null || otherAfterMs === null ? null : afterMs - otherAfterMs;
        return (
          <TableRow key={`${step.topic} ${step.type ?? ''}`}>
            <TableCell>
              <StepName step={step} target={step.ref} selected={selected} onSelect={onSelect} />
            </TableCell>
            <TableCell>
              <Chip tone={tone}>{word}</Chip>
            </TableCell>
            <TableCell right className="num">{afterMs === null ? '–' : formatDuration(afterMs)}</TableCell>
            <TableCell right className="num text-muted">{otherAfterMs === null ? '–' : formatDuration(otherAfterMs)}</TableCell>
            <TableCell right className="num">{difference === null ? '' : difference === 0 ? 'none' : `${formatDuration(Math.abs(difference))} ${difference > 0 ? 'later' : 'sooner'}`}</TableCell>
            <TableCell>
              <StepBars tookMs={afterMs} usual={otherAfterMs === null ? null : { p50Ms: otherAfterMs, highMs: otherAfterMs }} words={`the other ${formatDuration(otherAfterMs)}`} longestMs={longestMs} />
            </TableCell>
          </TableRow>
        );
      })}
    </Table>
  );
}
