'use client';
import Link from 'next/link';
import { memo, type MouseEvent, type ReactNode } from 'react';
import { gridColumns, whereBroad, whereMiddle, whereWide } from '#components/lag/columns.ts';
import { Spark } from '#components/lag/spark.tsx';
import { drainText, evidenceMeaning, evidenceWord, protocolWord, rateText, timeLagText } from '#components/lag/words.ts';
import { classes } from '#components/ui/classes.ts';
import { formatCount } from '#components/ui/format.ts';
import { groupPath } from '#components/ui/group-path.ts';
import { LagChip } from '#components/ui/lag-chip.tsx';
import { Verbatim } from '#components/ui/verbatim.tsx';
import { Words } from '#components/ui/words.tsx';
import type { ConsumerGroup } from '#lib/contracts/lag.ts';

interface GroupRowProps {
  id: string;
  rowKey: string;
  group: ConsumerGroup;
  /** From 0. */
  index: number;
  chosen: boolean;
  /** Whether there are several sources, so that a name alone says too little. */
  sources: boolean;
  /** Its figures are old. */
  dead: boolean;
  onChoose: (key: string) => void;
}

export const hasReason = ({ status, reason }: Pick<ConsumerGroup, 'status' | 'reason'>): boolean => status !== 'ok' && reason !== '';

/** One group: a click anywhere shows it beside the list, its name leads to its page. */
export const GroupRow = memo(function GroupRow({ id, rowKey, group, index, chosen, sources, dead, onChoose }: GroupRowProps) {
  const protocol = protocolWord[group.protocol];
  const choose = (event: MouseEvent<HTMLElement>) => {
    if (event.defaultPrevented || (event.target instanceof Element && event.target.closest('a,button') !== null)) return;
    onChoose(rowKey);
  };
  return (
    <div
      role="row"
      id={id}
      aria-rowindex={index + 2}
      aria-selected={chosen}
      onClick={choose}
      className={classes('cursor-pointer border-b border-line px-4.5', chosen ? 'bg-accent-soft shadow-[inset_3px_0_var(--accent)]' : 'hover:bg-sunken')}
    >
      <div role="presentation" className={classes(gridColumns, 'items-center pt-1.5', hasReason(group) ? 'pb-0.5' : 'pb-1.5', dead && 'opacity-60')}>
        <Cell>
          <Link href={groupPath(group)} prefetch={false} tabIndex={-1} className="block w-fit max-w-full truncate font-semibold hover:underline">
            <Verbatim text={group.group} />
          </Link>
          <span className={classes('block truncate font-mono text-xs', chosen ? 'text-muted' : 'text-faint')}>
            {protocol !== null && <span title={protocol.meaning} className="font-sans text-muted">{protocol.word} · </span>}
            {group.topics.length === 0 ? <span className="font-sans">no topic</span> : <Verbatim text={group.topics.slice(0, 20).join(', ')} />}
            {sources && <span className="font-sans"> on <Verbatim text={group.source} /></span>}
          </span>
        </Cell>
        <Cell>
          <LagChip status={group.status} />
        </Cell>
        <Figure strong={group.lag !== null && group.lag !== '0'} title={group.lag === null ? 'not known' : undefined}>{formatCount(group.lag)}</Figure>
        <Cell className={classes(whereMiddle, 'text-right')} title={evidenceMeaning[group.timeLagEvidence]}>
          <span className={classes('num block whitespace-nowrap', group.timeLagMs === null && 'text-faint')}>{timeLagText(group)}</span>
          {group.timeLagMs !== null && group.timeLagMs !== 0 && <span className={classes('block text-xs', chosen ? 'text-muted' : 'text-faint')}>{evidenceWord[group.timeLagEvidence]}</span>}
        </Cell>
        <Cell className={whereBroad}>
          <Spark values={group.spark} status={group.status} />
        </Cell>
        <Figure className={whereWide}>{rateText(group.rateIn)}</Figure>
        <Figure className={whereWide}>{rateText(group.rateOut)}</Figure>
        <Figure className={whereMiddle}>{group.drain === 'none' ? <span className="text-faint">–</span> : <span className={classes(group.drain === 'never' && group.status !== 'ok' && 'text-warn')}>{drainText(group)}</span>}</Figure>
        <Figure className={whereWide} title={group.members === null ? 'the broker does not tell' : undefined}>{formatCount(group.members)}</Figure>
      </div>
      {hasReason(group) && (
        <div role="gridcell" className="line-clamp-2 pb-1.5 text-sm text-muted wrap-anywhere">
          <Words text={group.reason} />
        </div>
      )}
    </div>
  );
});

function Cell({ className, title, children }: { className?: string; title?: string; children: ReactNode }) {
  return (
    <div role="gridcell" title={title} className={classes('min-w-0', className)}>
      {children}
    </div>
  );
}

const Figure = ({ className, strong = false, title, children }: { className?: string; strong?: boolean; title?: string; children: ReactNode }) => (
  <Cell title={title} className={classes('num text-right', strong && 'font-semibold', className)}>
    {children}
  </Cell>
);
