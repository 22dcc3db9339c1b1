'use client';
import { useId, useState } from 'react';
import { Field } from '#components/ui/field.tsx';
import { Select } from '#components/ui/select.tsx';

type Partition = 'same' | 'by-key' | 'number';

interface Pace {
  readonly rate: string;
  readonly canary: boolean;
  /** In percent. */
  readonly stopAt: string;
  /** Empty for each one's own origin. */
  readonly topic: string;
  readonly partition: Partition;
  readonly number: string;
}

const FIRST: Pace = { rate: '50', canary: true, stopAt: '5', topic: '', partition: 'same', number: '0' };

export interface UsedPace {
  readonly pace: Pace;
  readonly set: (change: Partial<Pace>) => void;
  /** As the API takes it. */
  readonly request: { readonly ratePerSecond: number; readonly canary: boolean; readonly stopAtFailedShare: number; readonly target?: { readonly topic: string; readonly partition: number | 'same' | 'by-key' } };
  /** What is wrong in the fields, or null. */
  readonly fault: string | null;
}

export function usePace(): UsedPace {
  const [pace, setPace] = useState(FIRST);
  const topic = pace.topic.trim();
  const [rate, stopAt, number] = [Number(pace.rate), Number(pace.stopAt), Number(pace.number)];
  const fault =
    !(rate > 0 && rate <= 10_000) ? 'The pace must be above 0 and at most 10,000 a second.' : !(stopAt > 0 && stopAt <= 100) ? 'The share at which it stops must be above 0 and at most 100%.' : topic !== '' && pace.partition === 'number' && !(Number.isInteger(number) && number >= 0) ? 'A partition is a whole number from 0.' : null;
  return {
    pace,
    set: (change) => setPace((now) => ({ ...now, ...change })),
    request: { ratePerSecond: rate, canary: pace.canary, stopAtFailedShare: stopAt / 100, ...(topic === '' ? {} : { target: { topic, partition: pace.partition === 'number' ? number : pace.partition } }) },
    fault,
  };
}

/** How fast, how carefully, and where to. */
export function PaceFields({ pace: { pace, set, fault } }: { pace: UsedPace }) {
  const id = useId();
  return (
    <fieldset className="flex flex-col gap-3">
      <legend className="sr-only">Pace and target</legend>
      <label className="flex items-start gap-2">
        <input type="checkbox" checked={pace.canary} onChange={(event) => set({ canary: event.target.checked })} className="mt-0.5 size-4 accent-(--accent)" />
        <span>
          <span className="font-medium">Careful start</span> <span className="text-muted">1, then 10, then 100, then all, each step after those before came to an outcome</span>
        </span>
      </label>
      <div className="flex flex-wrap gap-x-6 gap-y-2">
        <label className="flex items-center gap-2 text-sm"><span className="font-medium">Pace</span> <Field type="number" min={0.1} max={10_000} step="any" required value={pace.rate} onChange={(event) => set({ rate: event.target.value })} className="num w-20" /> <span className="text-muted">a second</span></label>
        <label className="flex items-center gap-2 text-sm"><span className="font-medium">Stop by itself at</span> <Field type="number" min={0.1} max={100} step="any" required value={pace.stopAt} onChange={(event) => set({ stopAt: event.target.value })} className="num w-18" /> <span className="text-muted">% failing again</span></label>
      </div>
      <details>
        <summary className="text-sm font-medium">Another target than where each came from</summary>
        <div className="mt-2 flex flex-wrap items-center gap-x-4 gap-y-2 text-sm">
          <label htmlFor={`${id}-topic`} className="text-muted">Topic</label>
          <Field id={`${id}-topic`} value={pace.topic} maxLength={249} spellCheck={false} placeholder="each one’s own origin" onChange={(event) => set({ topic: event.target.value })} className="w-56 font-mono" />
          {pace.topic.trim() !== '' && (
            <>
              <Select label="Partition" value={pace.partition} onChoose={(value) => set({ partition: value === 'by-key' || value === 'number' ? value : 'same' })} options={[{ value: 'same', label: 'the partition each came from' }, { value: 'by-key', label: 'chosen by key' }, { value: 'number', label: 'this partition:' }]} />
              {pace.partition === 'number' && <Field type="number" min={0} step={1} aria-label="Number of the partition" value={pace.number} onChange={(event) => set({ number: event.target.value })} className="num w-20" />}
            </>
          )}
        </div>
        <p className="mt-1 text-xs text-faint">The configuration says which topics may be written to; the plan refuses others.</p>
      </details>
      {fault !== null && <p role="alert" className="text-sm text-bad">{fault}</p>}
    </fieldset>
  );
}
