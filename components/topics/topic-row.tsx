'use client';
import Link from 'next/link';
import { RoleChip } from '#components/topics/role-chip.tsx';
import { Spark } from '#components/topics/spark.tsx';
import { topicPath } from '#components/topics/topic-path.ts';
import { classes } from '#components/ui/classes.ts';
import { formatBytes, formatCompact, formatCount, formatRate } from '#components/ui/format.ts';
import { Ago } from '#components/ui/time.tsx';
import { DEFAULT_RANGE } from '#components/ui/time-range.ts';
import { Verbatim } from '#components/ui/verbatim.tsx';
import type { TopicSummary } from '#lib/contracts/topics.ts';

const cell = 'py-1 pr-4 whitespace-nowrap first:pl-4.5 last:pr-4.5';
const wide = 'hidden @min-[840px]:table-cell';

/** One topic of the list, whose whole row leads to its page. */
export function TopicRow({ topic, range }: { topic: TopicSummary; range: string }) {
  const { source, name, role, incarnation, messages, bars, perSecondNow, kept, keptBytes, partitions, groups, worstLag, lastMessageAt } = topic;
  const behind = Number(worstLag?.lag ?? 0);
  return (
    <tr className="relative h-row border-b border-line hover:bg-sunken">
      <td className={classes(cell, 'max-w-0 min-w-44 w-[34%]')}>
        <span className="flex min-w-0 items-center gap-2">
          <Link href={`${topicPath(topic)}${range === DEFAULT_RANGE ? '' : `?range=${encodeURIComponent(range)}`}`} prefetch={false} className="min-w-0 truncate font-medium after:absolute after:inset-0">
            <Verbatim text={name} />
          </Link>
          <RoleChip role={role} />
          {incarnation > 0 && <span className="text-xs text-faint">recreated</span>}
          <span className="ml-auto text-xs text-faint">
            <Verbatim text={source} />
          </span>
        </span>
      </td>
      <td className={cell} title={`${formatCount(messages)} messages`}>
        <span className="flex items-center gap-2.5">
          <Spark bars={bars} />
          <span className={classes('num w-11 text-right', messages === '0' && 'text-faint')}>{formatCompact(Number(messages))}</span>
        </span>
      </td>
      <td className={classes(cell, 'text-right', perSecondNow === 0 && 'text-faint')}>{formatRate(perSecondNow)}</td>
      <td className={classes(cell, 'text-right', kept === '0' && 'text-faint')} title={`${formatCount(kept)} messages, ${formatBytes(Number(keptBytes))} of values`}>{formatCompact(Number(kept))}</td>
      <td className={classes(cell, wide, 'text-right', partitions === 0 && 'text-faint')}>{formatCount(partitions)}</td>
      <td className={classes(cell, wide, 'text-right', groups === 0 && 'text-faint')}>{formatCount(groups)}</td>
      <td className={classes(cell, 'text-right')} title={worstLag === null ? 'of no group is it known' : worstLag.group}>
        {worstLag === null ? <span className="text-faint">–</span> : <span className={behind > 0 ? 'font-medium' : 'text-faint'}>{formatCompact(behind)}</span>}
      </td>
      <td className={classes(cell, 'text-right text-muted')}>{lastMessageAt === null ? <span className="text-faint">none kept</span> : <Ago at={lastMessageAt} />}</td>
    </tr>
  );
}
