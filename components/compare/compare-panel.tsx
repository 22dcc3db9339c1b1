'use client';
import Link from 'next/link';
import { useState, type FormEvent } from 'react';
import { PairedSteps } from '#components/compare/paired-steps.tsx';
import { USUAL, useComparison } from '#components/compare/use-comparison.ts';
import { UsualSteps } from '#components/compare/usual-steps.tsx';
import { verdictSentence } from '#components/compare/verdicts.ts';
import { Button } from '#components/ui/button.tsx';
import { Field } from '#components/ui/field.tsx';
import { formatCount, formatDuration } from '#components/ui/format.ts';
import { problemOf } from '#components/ui/problem.ts';
import { Skeleton } from '#components/ui/skeleton.tsx';
import { StatusChip } from '#components/ui/status-chip.tsx';
import { Time } from '#components/ui/time.tsx';
import { Verbatim } from '#components/ui/verbatim.tsx';
import type { Comparison } from '#lib/contracts/comparison.ts';
import type { FlowSummary } from '#lib/contracts/flows.ts';

interface ComparePanelProps {
  flow: FlowSummary;
  /** `usual`, or a key of another flow. */
  other: string;
  onOther: (other: string | null) => void;
  selected: string | null;
  onSelect: (record: string) => void;
}

/** The flow step by step beside the usual path of its kind, or beside one other flow; few rows high, and folded to its sentence on demand, so that the picture stays in sight. */
export function ComparePanel({ flow, other, onOther, selected, onSelect }: ComparePanelProps) {
  const { data, error, isPending, refetch } = useComparison(flow.id, other, flow.lastActivityAt);
  const [open, setOpen] = useState(true);
  return (
    <section aria-label="Comparison" className={`flex shrink-0 flex-col border-b border-line bg-panel ${open ? 'max-h-[min(45%,15rem)]' : ''}`}>
      <div className="flex shrink-0 flex-wrap items-center gap-x-3 gap-y-1.5 px-4.5 py-1.5">
        <h2 className="font-semibold">{data === undefined || error !== null ? 'Comparison' : <Sentence comparison={data} />}</h2>
        <span className="flex-1" />
        <OtherFlow other={other} onOther={onOther} />
        <Button look="quiet" aria-expanded={open} onClick={() => setOpen(!open)}>
          {open ? 'Hide steps' : 'Show steps'}
        </Button>
        <Button look="quiet" onClick={() => onOther(null)}>
          Close
        </Button>
      </div>
      {error !== null ? (
        <p role="alert" className="flex shrink-0 items-center gap-2 px-4.5 pb-2 text-sm text-warn">
          {problemOf(error).detail ?? problemOf(error).title}
          <Button onClick={() => void refetch()}>Try again</Button>
        </p>
      ) : isPending || data === undefined ? (
        <Skeleton className="mx-4.5 mb-3 h-20" />
      ) : (
        open && (
          <div className="min-h-0 flex-1 overflow-y-auto">
            <Compared comparison={data} selected={selected} onSelect={onSelect} />
          </div>
        )
      )}
    </section>
  );
}

function Sentence({ comparison: { usual, learning, other, kind } }: { comparison: Comparison }) {
  if (usual !== null) return verdictSentence(usual.steps);
  if (other !== null) return 'Beside one other flow';
  return learning === null ? 'Comparison' : <>What is usual for <Verbatim text={kind.slice(0, 80)} /> is not known yet</>;
}

function Compared({ comparison: { usual, learning, other, cut }, selected, onSelect }: { comparison: Comparison } & Pick<ComparePanelProps, 'selected' | 'onSelect'>) {
  return (
    <>
      {cut && <p className="px-4.5 pb-1.5 text-sm text-warn">A flow has more steps than are kept of one: what comes after them is not compared.</p>}
      {learning !== null && (
        <p className="px-4.5 pb-2 text-muted">
          It needs {formatCount(learning.needs)} flows of this kind that have come to rest, and has {learning.has >= learning.needs ? 'them: it is learned within a minute' : formatCount(learning.has)}.
        </p>
      )}
      {usual !== null && (
        <>
          <p className="px-4.5 pb-1.5 text-sm text-muted">
            Learned from {formatCount(usual.flows)} flows of this kind at <Time at={usual.madeAt} />. Times are from the step named last.
          </p>
          <UsualSteps usual={usual} selected={selected} onSelect={onSelect} />
        </>
      )}
      {other !== null && (
        <>
          <p className="flex flex-wrap items-center gap-2 px-4.5 pb-1.5 text-sm text-muted">
            <Link href={`/flows/${encodeURIComponent(other.flow.id)}`} className="font-mono text-accent hover:underline">
              {other.flow.id}
            </Link>
            <StatusChip status={other.flow.status} />
            <span className="num">
              began <Time at={other.flow.startedAt} />, took {formatDuration(other.flow.durationMs)}. Times are from the beginning of each flow.
            </span>
          </p>
          <PairedSteps steps={other.steps} selected={selected} onSelect={onSelect} />
        </>
      )}
    </>
  );
}

/** Takes a key of the flow to compare with; empty is the usual path again. */
function OtherFlow({ other, onOther }: Pick<ComparePanelProps, 'other' | 'onOther'>) {
  const [text, setText] = useState(other === USUAL ? '' : other);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onOther(text.trim() === '' ? USUAL : text.trim());
  };
  return (
    <form onSubmit={submit} className="flex items-center gap-1.5">
      <Field aria-label="Compare with another flow" placeholder="Another flow: any key of it" maxLength={500} autoComplete="off" spellCheck={false} value={text} onChange={(event) => setText(event.target.value)} className="w-60" />
      <Button type="submit">Compare</Button>
      {other !== USUAL && (
        <Button
          look="quiet"
          onClick={() => {
            setText('');
            onOther(USUAL);
          }}
        >
          With usual
        </Button>
      )}
    </form>
  );
}
