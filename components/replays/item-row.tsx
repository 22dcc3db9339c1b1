'use client';
import Link from 'next/link';
import { DecideForm } from '#components/replays/decide-form.tsx';
import { ItemPreview } from '#components/replays/item-preview.tsx';
import { Button } from '#components/ui/button.tsx';
import { Chip } from '#components/ui/chip.tsx';
import { formatCount } from '#components/ui/format.ts';
import { itemTone, itemWord } from '#components/ui/replay-states.ts';
import { shortText } from '#components/ui/short-text.ts';
import { Time } from '#components/ui/time.tsx';
import { Verbatim } from '#components/ui/verbatim.tsx';
import { Words } from '#components/ui/words.tsx';
import type { ReplayItem } from '#lib/contracts/replays.ts';

interface ItemRowProps {
  replayId: string;
  item: ReplayItem;
  unfolded: boolean;
  onUnfold: () => void;
}

/** One message of a replay: how it is and why, where it went, and what it looks like before and after. */
export function ItemRow({ replayId, item, unfolded, onUnfold }: ItemRowProps) {
  const { key, state, says, target, sentAs, sentAt, settledAt, becameId, edited, deadLetterId } = item;
  return (
    <li className="border-t border-line">
      <div className="num flex min-h-row flex-wrap items-center gap-x-3 gap-y-0.5 px-4.5 py-1">
        <span className="flex w-40 shrink-0 items-center gap-1.5 max-sm:w-auto">
          <Chip tone={itemTone[state]}>{itemWord[state]}</Chip>
          {edited && <Chip tone="idle">edited</Chip>}
        </span>
        <Link href={`/dead-letters/${deadLetterId}`} prefetch={false} className="flex w-52 min-w-0 items-baseline gap-2 font-medium hover:underline max-sm:w-auto" title={`dead letter ${deadLetterId}`}><span className="w-12 shrink-0 text-right text-sm font-normal text-faint max-sm:w-auto">{formatCount(numberOf(item.id))}</span><span className="min-w-0 truncate font-mono text-sm">{key === null ? <span className="font-sans text-muted">no key</span> : <Verbatim text={shortText(key)} />}</span></Link>
        <span className="min-w-0 flex-1 text-muted wrap-anywhere max-sm:basis-full"><Words text={says} /></span>
        <span className="text-sm text-muted">
          {sentAs !== null ? <><Verbatim text={sentAs.topic} mono /> {sentAs.partition} · {formatCount(sentAs.offset)}</> : target !== null && <>to <Verbatim text={target.topic} mono /> {target.partition ?? 'by key'}</>}
        </span>
        {becameId !== null && <Link href={`/dead-letters/${becameId}`} prefetch={false} className="text-sm text-accent hover:underline">what came of it</Link>}
        <span className="w-20 text-right text-sm text-faint">{settledAt !== null ? <Time at={settledAt} /> : sentAt !== null ? <Time at={sentAt} /> : '–'}</span>
        <Button look="quiet" className="h-6 px-2" aria-expanded={unfolded} onClick={onUnfold}>{unfolded ? 'Fold' : 'Before and after'}</Button>
      </div>
      {state === 'unsure' && <DecideForm replayId={replayId} itemId={item.id} />}
      {unfolded && <ItemPreview replayId={replayId} itemId={item.id} state={state} />}
    </li>
  );
}

/** `17-1` is the first of replay 17. */
const numberOf = (id: string): number => Number(id.split('-').at(-1));
