'use client';
import { StepBars } from '#components/compare/step-bars.tsx';
import { StepName } from '#components/compare/step-name.tsx';
import { VERDICTS } from '#components/compare/verdicts.ts';
import { Chip } from '#components/ui/chip.tsx';
import { formatDuration } from '#components/ui/format.ts';
import { Table, TableCell, TableRow } from '#components/ui/table.tsx';
import { visibleText } from '#components/ui/visible-text.ts';
import type { ComparedStep, Comparison } from '#lib/contracts/comparison.ts';
import { percent } from '#lib/core/baseline/percent.ts';

interface UsualStepsProps {
  usual: NonNullable<Comparison['usual']>;
  selected: string | null;
  onSelect: (record: string) => void;
}

const highOf = (usual: NonNullable<ComparedStep['usual']>): number => usual.p95Ms ?? usual.p99Ms;

/** Every step of the flow in its order, beside how the kind usually has it. */
export function UsualSteps({ usual: { steps }, selected, onSelect }: UsualStepsProps) {
  const longestMs = steps.reduce((most, { tookMs, usual }) => Math.max(most, tookMs ?? 0, usual === null ? 0 : highOf(usual)), 0);
  // Versions learned before the 95th percentile was kept have the 99th.
  const high = steps.some(({ usual }) => usual !== null && usual.p95Ms === null) ? 'p99' : 'p95';
  const headings = [{ name: 'Step' }, { name: 'Verdict' }, { name: 'This flow', right: true }, { name: 'Usual p50', right: true }, { name: `Usual ${high}`, right: true }, { name: 'Beside each other' }, { name: 'Seen in', right: true }, { name: 'Timed from' }];
  return (
    <Table label="Steps beside the usual path" headings={headings}>
      {steps.map((step) => {
        const { word, tone, means } = VERDICTS[step.verdict];
        return (
          <TableRow key={`${step.topic} ${step.type ?? ''}`}>
            <TableCell>
              <StepName step={step} target={step.ref} selected={selected} onSelect={onSelect} />
            </TableCell>
            <TableCell>
              <Chip tone={tone} title={means}>
                {word}
              </Chip>
            </TableCell>
            <TableCell right className="num">{step.tookMs === null ? '–' : formatDuration(step.tookMs)}</TableCell>
            <TableCell right className="num text-muted">{step.usual === null ? '–' : formatDuration(step.usual.p50Ms)}</TableCell>
            <TableCell right className="num text-muted">{step.usual === null ? '–' : formatDuration(highOf(step.usual))}</TableCell>
            <TableCell>
              <StepBars tookMs={step.tookMs} usual={step.usual === null ? null : { p50Ms: step.usual.p50Ms, highMs: highOf(step.usual) }} words={step.usual === null ? '' : `usually ${formatDuration(step.usual.p50Ms)}, ${high} ${formatDuration(highOf(step.usual))}`} longestMs={longestMs} />
            </TableCell>
            <TableCell right className="num text-muted">{step.share === null ? '–' : percent(step.share)}</TableCell>
            <TableCell className="text-muted">{step.since === null ? '' : <bdi>{visibleText(step.since.slice(0, 80))}</bdi>}</TableCell>
          </TableRow>
        );
      })}
    </Table>
  );
}
