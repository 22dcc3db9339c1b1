'use client';
import Link from 'next/link';
import { Chip } from '#components/ui/chip.tsx';
import { EmptyState } from '#components/ui/empty-state.tsx';
import { formatBytes, formatCount, formatRate } from '#components/ui/format.ts';
import { groupPath } from '#components/ui/group-path.ts';
import { Table, TableCell, TableRow } from '#components/ui/table.tsx';
import { Ago } from '#components/ui/time.tsx';
import { Verbatim } from '#components/ui/verbatim.tsx';
import type { TopicDetail, TopicGroup } from '#lib/contracts/topics.ts';

const STATES = {
  ok: { tone: 'ok', word: 'seen' },
  forbidden: { tone: 'warn', word: 'hidden by the broker' },
  failing: { tone: 'warn', word: 'cannot be asked' },
  gone: { tone: 'idle', word: 'gone' },
} as const;

/** The consumer groups that commit on the topic, the furthest behind first. */
export function GroupsTable({ source, groups, groupsSampledAt }: Pick<TopicDetail, 'source' | 'groups' | 'groupsSampledAt'>) {
  if (groups.length === 0) {
    return (
      <EmptyState title="No consumer group commits here">
        <p>{groupsSampledAt === null ? 'The groups of this source were not looked at: only brokers have them.' : 'Readers that commit nothing, or keep their positions elsewhere, are not seen here; their spans still tell of them.'}</p>
      </EmptyState>
    );
  }
  return (
    <>
      <Table label="Consumer groups" headings={[{ name: 'Group' }, { name: 'State' }, { name: 'Members', right: true }, { name: 'Behind', right: true }, { name: 'Partitions behind' }, { name: 'Last moved', right: true }]}>
        {groups.map((group) => (
          <TableRow key={group.group}>
            <TableCell>
              <Link href={groupPath({ source, group: group.group })} prefetch={false} className="font-medium hover:underline">
                <Verbatim text={group.group} />
              </Link>
            </TableCell>
            <TableCell>
              <Chip tone={STATES[group.state].tone}>{STATES[group.state].word}</Chip>
            </TableCell>
            <TableCell right>{group.members === null ? <span className="text-faint">not told</span> : formatCount(group.members)}</TableCell>
            <TableCell right>{group.lag === null ? <span className="text-faint">not known</span> : <span className={group.lag === '0' ? 'text-faint' : 'font-medium'}>{formatCount(group.lag)}</span>}</TableCell>
            <TableCell wrap>
              <Behind group={group} />
            </TableCell>
            <TableCell right>{group.lastMovedAt === null ? <span className="text-faint">never seen</span> : <Ago at={group.lastMovedAt} />}</TableCell>
          </TableRow>
        ))}
      </Table>
      {groupsSampledAt !== null && (
        <p className="px-4.5 py-2 text-sm text-muted">
          As last sampled, <Ago at={groupsSampledAt} />. Throughline’s own group is left out.
        </p>
      )}
    </>
  );
}

const MOST_PARTITIONS = 12;

function Behind({ group: { partitions, lag: all } }: { group: TopicGroup }) {
  const behind = partitions.filter(({ lag }) => Number(lag ?? 0) > 0).toSorted((a, b) => Number(b.lag) - Number(a.lag));
  if (behind.length === 0) return <span className="text-faint">{all === null ? 'not known' : 'none'}</span>;
  return (
    <span className="num text-sm text-muted">
      {behind.slice(0, MOST_PARTITIONS).map(({ partition, lag }) => `${partition}: ${formatCount(lag)}`).join(' · ')}
      {behind.length > MOST_PARTITIONS && ` and ${behind.length - MOST_PARTITIONS} more`}
    </span>
  );
}

export function PartitionsTable({ partitions, incarnation, incarnations }: Pick<TopicDetail, 'partitions' | 'incarnation' | 'incarnations'>) {
  if (partitions.length === 0) {
    return (
      <EmptyState title="No message of this topic is kept">
        <p>It was seen on the broker, but nothing was written to it since Throughline reads it, or what was is older than retention keeps.</p>
      </EmptyState>
    );
  }
  const past = incarnation !== incarnations[0]?.incarnation;
  const headings = ['Partition', 'Oldest kept', 'Newest', 'Messages kept', 'Bytes kept', 'Throughline reads next', 'Log begins', 'Log ends', 'Last message'];
  return (
    <>
      {past && <p className="px-4.5 py-2 text-sm text-muted">The topic was deleted and created again since. These are its messages of before; nothing comes to them any more.</p>}
      <Table label="Partitions" headings={headings.map((name) => ({ name, right: true }))}>
        {partitions.map(({ partition, oldest, newest, kept, keptBytes, next, logStart, logEnd, lastMessageAt }) => (
          <TableRow key={partition}>
            <TableCell right>{partition}</TableCell>
            <TableCell right>{formatCount(oldest)}</TableCell>
            <TableCell right>{formatCount(newest)}</TableCell>
            <TableCell right>{formatCount(kept)}</TableCell>
            <TableCell right>{formatBytes(Number(keptBytes))}</TableCell>
            <TableCell right>{formatCount(next)}</TableCell>
            <TableCell right>{past ? '–' : formatCount(logStart)}</TableCell>
            <TableCell right>{past ? '–' : formatCount(logEnd)}</TableCell>
            <TableCell right>
              <Ago at={lastMessageAt} />
            </TableCell>
          </TableRow>
        ))}
      </Table>
    </>
  );
}

const ROLES = { normal: '', retry: 'retried', 'dead-letter': 'dead letters' } as const;

export function TypesTable({ series, from, to, onType }: Pick<TopicDetail, 'series' | 'from' | 'to'> & { onType: (type: string) => void }) {
  if (series.length === 0) {
    return (
      <EmptyState title="Nothing was written in this time">
        <p>Choose a longer time range at the top.</p>
      </EmptyState>
    );
  }
  const seconds = Math.max(1, (Date.parse(to) - Date.parse(from)) / 1000);
  const total = series.reduce((sum, { messages }) => sum + Number(messages), 0);
  return (
    <Table label="Event types" headings={[{ name: 'Type' }, { name: 'Role' }, { name: 'Messages', right: true }, { name: 'Share', right: true }, { name: 'Rate', right: true }, { name: 'Mean size', right: true }]}>
      {series.map(({ type, rest, role, messages, bytes }) => (
        <TableRow key={`${role} ${rest} ${type ?? ''}`}>
          <TableCell>
            {type === null ? (
              <span className="text-muted">{rest ? 'types that are not told apart' : 'messages that say no type'}</span>
            ) : (
              <button type="button" onClick={() => onType(type)} title="Read messages in which it stands" className="max-w-120 truncate font-medium hover:underline">
                <Verbatim text={type} />
              </button>
            )}
          </TableCell>
          <TableCell>{role === 'normal' ? null : <Chip tone={role === 'retry' ? 'warn' : 'bad'}>{ROLES[role]}</Chip>}</TableCell>
          <TableCell right>{formatCount(messages)}</TableCell>
          <TableCell right>{((Number(messages) / total) * 100).toFixed(1)}%</TableCell>
          <TableCell right>{formatRate(Number(messages) / seconds)}</TableCell>
          <TableCell right>{formatBytes(Math.round(Number(bytes) / Number(messages)))}</TableCell>
        </TableRow>
      ))}
    </Table>
  );
}
