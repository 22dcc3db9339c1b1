import { memo } from 'react';
import { HEAD, type Geometry } from '#components/sequence/geometry.ts';
import { classes } from '#components/ui/classes.ts';
import { ServiceDot } from '#components/ui/service-name.tsx';
import { shortText } from '#components/ui/short-text.ts';
import type { Participant } from '#lib/core/sequence/steps.ts';

interface LifelineHeadsProps {
  participants: readonly Participant[];
  geometry: Geometry;
  /** Ids of the participants whose inner work is all shown. */
  opened: ReadonlySet<string>;
  /** Ids of those that have any. */
  foldable: ReadonlySet<string>;
  onToggle: (participant: string) => void;
}

/** Who takes part; a click on a service shows or folds what it does inside. */
export const LifelineHeads = memo(function LifelineHeads({ participants, geometry, opened, foldable, onToggle }: LifelineHeadsProps) {
  return (
    <div role="row" aria-rowindex={1} className="sticky top-0 z-10 border-b border-line bg-bg" style={{ height: HEAD, width: geometry.width }}>
      {participants.map((each, index) => (
        <div key={each.id} role="columnheader" className="absolute top-1.5 flex h-7" style={{ left: geometry.x(index) - geometry.pitch / 2 + 4, width: geometry.pitch - 8 }}>
          <Head participant={each} open={opened.has(each.id)} onToggle={foldable.has(each.id) ? onToggle : null} />
        </div>
      ))}
    </div>
  );
});

const BOX = 'flex h-7 w-full min-w-0 items-center justify-center gap-1.5 rounded-md border px-2 text-sm font-[550]';

function Head({ participant: { id, kind, name }, open, onToggle }: { participant: Participant; open: boolean; onToggle: ((id: string) => void) | null }) {
  const words = shortText(name, 80) || 'unnamed';
  if (kind === 'unknown') return <span className={classes(BOX, 'border-dashed border-line-strong text-faint')} title="No span tells who wrote these messages">{words}</span>;
  if (kind === 'reader') {
    return (
      <span className={classes(BOX, 'border-dashed border-line-strong')} title={`consumer group ${words}, which sends no spans`}>
        <bdi className="truncate">{words}</bdi>
        <span className="shrink-0 text-xs text-faint">group</span>
      </span>
    );
  }
  const face = (
    <>
      <ServiceDot name={name} />
      <bdi className="truncate">{words}</bdi>
    </>
  );
  if (onToggle === null) return <span className={classes(BOX, 'border-line-strong bg-panel')} title={`service ${words}`}>{face}</span>;
  return (
    <button type="button" className={classes(BOX, 'border-line-strong bg-panel hover:bg-sunken')} aria-expanded={open} title={`service ${words}: ${open ? 'fold' : 'show'} all that it does inside`} onClick={() => onToggle(id)}>
      {face}
      <span aria-hidden className="shrink-0 text-xs text-faint">{open ? '▾' : '▸'}</span>
    </button>
  );
}
