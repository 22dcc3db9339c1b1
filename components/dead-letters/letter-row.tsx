'use client';
import Link from 'next/link';
import { memo } from 'react';
import { letterHref } from '#components/dead-letters/paths.ts';
import { classes } from '#components/ui/classes.ts';
import { DeadLetterChip } from '#components/ui/dead-letter-chip.tsx';
import { formatCount } from '#components/ui/format.ts';
import { shortText } from '#components/ui/short-text.ts';
import { Time } from '#components/ui/time.tsx';
import { Verbatim } from '#components/ui/verbatim.tsx';
import type { DeadLetter } from '#lib/contracts/dead-letters.ts';

export const letterColumns =
  'grid gap-x-3 grid-cols-[24px_104px_minmax(0,1fr)] @min-[640px]:grid-cols-[24px_104px_100px_minmax(0,1fr)_minmax(0,1.6fr)] @min-[860px]:grid-cols-[24px_104px_100px_minmax(0,1fr)_minmax(0,1.6fr)_56px_minmax(0,0.8fr)] @min-[1080px]:grid-cols-[24px_104px_100px_minmax(0,1fr)_minmax(0,0.8fr)_minmax(0,1.6fr)_56px_minmax(0,0.8fr)_44px]';
export const fromNarrow = 'hidden @min-[640px]:block';
export const fromMiddle = 'hidden @min-[860px]:block';
export const fromWide = 'hidden @min-[1080px]:block';

interface LetterRowProps {
  id: string;
  letter: DeadLetter;
  /** From 0. */
  index: number;
  current: boolean;
  picked: boolean;
  onPick: (id: string, on: boolean) => void;
}

/** One dead letter: its name leads to its page. */
export const LetterRow = memo(function LetterRow({ id, letter, index, current, picked, onPick }: LetterRowProps) {
  const { origin, failure } = letter;
  const name = letter.key ?? letter.messageId ?? `${letter.coordinates.topic} ${letter.coordinates.partition} · ${letter.coordinates.offset}`;
  return (
    <div role="row" id={id} aria-rowindex={index + 2} aria-selected={current} className={classes(letterColumns, 'h-row items-center border-b border-line px-4.5', current ? 'bg-accent-soft shadow-[inset_3px_0_var(--accent)]' : picked ? 'bg-sunken' : 'hover:bg-sunken')}>
      <span role="gridcell" className="flex">
        <input type="checkbox" tabIndex={-1} aria-label={`Choose ${name.slice(0, 80)}`} checked={picked} onChange={(event) => onPick(letter.id, event.target.checked)} className="size-4 cursor-pointer accent-(--accent)" />
      </span>
      <span role="gridcell" className="min-w-0"><DeadLetterChip state={letter.state} /></span>
      <span role="gridcell" className={classes(fromNarrow, 'truncate text-sm text-muted')}><Time at={letter.seenAt} /></span>
      <span role="gridcell" className="min-w-0">
        <Link href={letterHref(letter.id)} prefetch={false} tabIndex={-1} className="block truncate font-mono text-sm font-medium hover:underline"><Verbatim text={shortText(name)} /></Link>
      </span>
      <span role="gridcell" className={classes(fromWide, 'truncate')}>{letter.messageType === null ? <span className="text-faint">no type</span> : <Verbatim text={shortText(letter.messageType)} />}</span>
      <span role="gridcell" className={classes(fromNarrow, 'truncate text-muted')}>{failure.message === null && failure.type === null ? <span className="text-faint">not told</span> : <Verbatim text={shortText(failure.message ?? failure.type ?? '', 240)} />}</span>
      <span role="gridcell" className={classes(fromMiddle, 'num text-right', failure.attempts > 1 ? '' : 'text-faint')}>{formatCount(failure.attempts)}</span>
      <span role="gridcell" className={classes(fromMiddle, 'num truncate text-sm text-muted')}>{origin === null ? <span className="text-faint">not found</span> : <><Verbatim text={origin.topic} mono className="text-xs" />{origin.partition !== null && ` ${origin.partition}`}{origin.offset !== null && ` · ${formatCount(origin.offset)}`}</>}</span>
      <span role="gridcell" className={classes(fromWide, 'text-right text-sm')}>{letter.flowId === null ? <span className="text-faint">–</span> : <Link href={`/flows/${encodeURIComponent(letter.flowId)}`} prefetch={false} tabIndex={-1} className="text-accent hover:underline">Flow</Link>}</span>
    </div>
  );
});
