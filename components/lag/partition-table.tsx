'use client';
import { useState } from 'react';
import { orderPartitions } from '#components/lag/partition-order.ts';
import type { PartitionSort } from '#components/lag/url-state.ts';
import { drainText, evidenceMeaning, evidenceWord, percentText, rateText, timeLagText } from '#components/lag/words.ts';
import { Button } from '#components/ui/button.tsx';
import { classes } from '#components/ui/classes.ts';
import { EmptyState } from '#components/ui/empty-state.tsx';
import { formatCount } from '#components/ui/format.ts';
import { LagChip } from '#components/ui/lag-chip.tsx';
import { Ago } from '#components/ui/time.tsx';
import { Verbatim } from '#components/ui/verbatim.tsx';
import type { GroupPartition } from '#lib/contracts/lag.ts';

const PAGE = 200;

const HEADINGS: readonly { readonly name: string; readonly sort?: PartitionSort; readonly right?: boolean; readonly title?: string; readonly wide?: boolean }[] = [
  { name: 'Partition', sort: 'partition' },
  { name: 'Status', sort: 'worst' },
  { name: 'Lag', sort: 'lag', right: true },
  { name: 'Share', title: 'of the lag of the group' },
  { name: 'Time lag', sort: 'timeLag', right: true },
  { name: 'In /s', sort: 'rateIn', right: true },
  { name: 'Out /s', sort: 'rateOut', right: true },
  { name: 'Caught up in', sort: 'drain', right: true },
  { name: 'Member', sort: 'member' },
  { name: 'Committed', right: true, title: 'the offset that it reads next' },
  { name: 'End', right: true, title: 'of the log' },
  { name: 'Start', right: true, title: 'of the log', wide: true },
  { name: 'Last commit', right: true, wide: true },
];

const cell = 'py-0.5 pr-4 whitespace-nowrap first:pl-4.5 last:pr-4.5';
const wideOnly = 'hidden min-[1400px]:table-cell';

interface PartitionTableProps {
  partitions: readonly GroupPartition[];
  sort: PartitionSort;
  onSort: (sort: PartitionSort) => void;
  /** The one whose history is shown, or null. */
  chosen: { readonly topic: string; readonly partition: number } | null;
  onChoose: (partition: { topic: string; partition: number } | null) => void;
}

/** The partitions of the group with what is known of each. */
export function PartitionTable({ partitions, sort, onSort, chosen, onChoose }: PartitionTableProps) {
  const [shown, setShown] = useState(PAGE);
  if (partitions.length === 0) {
    return (
      <EmptyState title="No partition is known">
        <p>The group has committed nothing that can be seen. Where the broker does not let Throughline read its offsets, it needs Describe on the group and on its topics.</p>
      </EmptyState>
    );
  }
  // Where the lag of one is not known, nobody knows the shares of the others.
  const total = partitions.reduce<number | null>((sum, { lag }) => (sum === null || lag === null ? null : sum + Number(lag)), 0);
  const sorted = orderPartitions(partitions, sort);
  const topics = new Set(partitions.map(({ topic }) => topic)).size;
  return (
    <div tabIndex={0} role="region" aria-label="Partitions" className="overflow-x-auto -outline-offset-2">
      <table aria-label="Partitions" className="num w-full border-collapse">
        <thead>
          <tr className="h-row border-b border-line">
            {HEADINGS.map(({ name, sort: by, right, title, wide }) => (
              <th key={name} scope="col" title={title} aria-sort={by !== undefined && by === sort ? (by === 'partition' || by === 'member' ? 'ascending' : 'descending') : undefined} className={classes('pr-4 text-xs font-medium whitespace-nowrap text-muted first:pl-4.5 last:pr-4.5', right ? 'text-right' : 'text-left', wide && wideOnly)}>
                {by === undefined ? (
                  name
                ) : (
                  <button type="button" onClick={() => onSort(by)} className={classes('h-6 hover:text-ink', by === sort && 'text-ink')}>
                    {name}
                    <span aria-hidden>{by === sort ? (by === 'partition' || by === 'member' ? ' ↑' : ' ↓') : ''}</span>
                  </button>
                )}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {sorted.slice(0, shown).map((each) => {
            const here = chosen?.topic === each.topic && chosen.partition === each.partition;
            return (
              <tr key={`${each.topic} ${each.partition}`} aria-current={here ? 'true' : undefined} className={classes('h-row border-b border-line', here ? 'bg-accent-soft' : 'hover:bg-sunken')}>
                <td className={cell}>
                  <button type="button" aria-pressed={here} title={here ? 'Show all partitions in the chart' : 'Show this partition in the chart'} onClick={() => onChoose(here ? null : { topic: each.topic, partition: each.partition })} className="-my-0.5 inline-flex min-h-6 items-center gap-1.5 font-medium hover:underline">
                    {topics > 1 && <Verbatim text={each.topic} mono className="max-w-60 truncate font-normal text-muted" />}
                    {each.partition}
                  </button>
                </td>
                <td className={cell}><LagChip status={each.status} /></td>
                <td className={classes(cell, 'text-right', each.lag !== null && each.lag !== '0' ? 'font-semibold' : 'text-faint')}>{each.lag === null ? 'not known' : formatCount(each.lag)}</td>
                <td className={cell}><Share lag={each.lag} total={total} /></td>
                <td className={classes(cell, 'text-right')} title={evidenceMeaning[each.timeLagEvidence]}>
                  {timeLagText(each)}
                  {each.timeLagMs !== 0 && each.timeLagMs !== null && <span className="pl-1.5 text-xs text-faint">{evidenceWord[each.timeLagEvidence]}</span>}
                </td>
                <td className={classes(cell, 'text-right')}>{rateText(each.rateIn)}</td>
                <td className={classes(cell, 'text-right')}>{rateText(each.rateOut)}</td>
                <td className={classes(cell, 'text-right', each.drain === 'never' && each.status !== 'ok' && 'text-warn', each.drain === 'none' && 'text-faint')}>{each.drain === 'none' ? '–' : drainText(each)}</td>
                <td className={cell}><Member partition={each} /></td>
                <td className={classes(cell, 'text-right')}>{each.committed === null ? <span className="text-faint">nothing</span> : formatCount(each.committed)}</td>
                <td className={classes(cell, 'text-right')}>{formatCount(each.end)}</td>
                <td className={classes(cell, wideOnly, 'text-right')}>{formatCount(each.start)}</td>
                <td className={classes(cell, wideOnly, 'text-right text-muted')}>{each.committedAt === null ? '–' : <Ago at={each.committedAt} />}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
      {sorted.length > shown && (
        <div className="num flex items-center gap-3 px-4.5 py-2 text-muted">
          {formatCount(shown)} of {formatCount(sorted.length)} are shown. <Button onClick={() => setShown(shown + PAGE)}>Show more</Button>
        </div>
      )}
    </div>
  );
}

/** How much of the group's lag lies here, as a bar and a figure. */
function Share({ lag, total }: { lag: string | null; total: number | null }) {
  if (lag === null || total === null || total === 0) return <span className="text-faint">–</span>;
  const share = Number(lag) / total;
  return (
    <span className="flex items-center gap-2">
      <svg aria-hidden width="56" height="8" viewBox="0 0 56 8" className="shrink-0 rounded-sm bg-idle-soft">
        <rect width={Math.max(share > 0 ? 1 : 0, share * 56)} height="8" fill="var(--idle)" />
      </svg>
      <span className={classes('w-10 text-right text-sm', share === 0 && 'text-faint')}>{percentText(share)}</span>
    </span>
  );
}

function Member({ partition: { member, clientId, host } }: { partition: GroupPartition }) {
  if (member === null) return <span className="text-faint">none known</span>;
  return (
    <span title={`${member}${host === null ? '' : ` on ${host}`}`} className="flex items-baseline gap-1.5">
      <Verbatim text={clientId ?? member} className="max-w-44 truncate" />
      {host !== null && <Verbatim text={host} mono className="text-xs text-faint" />}
    </span>
  );
}
