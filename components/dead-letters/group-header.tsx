import Link from 'next/link';
import type { ReactNode } from 'react';
import { groupSentence } from '#components/dead-letters/sentence.ts';
import { Trend } from '#components/dead-letters/trend.tsx';
import { Copy } from '#components/ui/copy.tsx';
import { DeadLetterChip } from '#components/ui/dead-letter-chip.tsx';
import { deadLetterWord } from '#components/ui/dead-letter-states.ts';
import { formatCount } from '#components/ui/format.ts';
import { groupPath } from '#components/ui/group-path.ts';
import { Ago, Time } from '#components/ui/time.tsx';
import { Verbatim } from '#components/ui/verbatim.tsx';
import type { FailureGroupDetail } from '#lib/contracts/dead-letters.ts';
import { DEAD_LETTER_STATES } from '#lib/core/dead-letters/states.ts';
import { pathPart } from '#lib/core/path-part.ts';

/** What is wrong, of how many messages, since when, and where they came from. */
export function GroupHeader({ group, children }: { group: FailureGroupDetail; children: ReactNode }) {
  const [source] = group.sources;
  const others = DEAD_LETTER_STATES.filter((state) => state !== 'open' && group.counts[state] > 0);
  return (
    <header className="flex shrink-0 flex-col gap-2 px-4.5 pt-4">
      <div className="flex min-w-0 flex-wrap items-center gap-x-2.5 gap-y-2">
        <h1 className="min-w-0 wrap-anywhere"><Verbatim text={group.title} className="whitespace-pre-wrap" /></h1>
        <DeadLetterChip state={group.state} of="group" />
        <span className="flex-1" />
        {children}
      </div>
      <p>
        {groupSentence(group)}
        {group.owner !== null && <> Owned by <Verbatim text={group.owner} className="font-medium" />.</>}
      </p>
      <p className="flex min-w-0 items-baseline gap-1.5">
        {group.exceptionType === null && group.message === null ? (
          <span className="text-muted">No header says what failed.</span>
        ) : (
          <>
            <span className="line-clamp-3 min-w-0 font-mono text-sm whitespace-pre-wrap text-muted wrap-anywhere">
              <Verbatim text={[group.exceptionType, group.message].filter(Boolean).join(': ')} className="whitespace-pre-wrap" />
            </span>
            <Copy text={[group.exceptionType, group.message].filter(Boolean).join(': ')} label="what failed" />
          </>
        )}
      </p>
      <dl className="num flex flex-wrap gap-x-8 gap-y-2 pb-1">
        <Figure word="Open">{formatCount(group.open)}</Figure>
        {others.map((state) => (
          <Figure key={state} word={deadLetterWord[state]}>{formatCount(group.counts[state])}</Figure>
        ))}
        <Figure word="Flows stopped">{formatCount(group.flows)}</Figure>
        <Fact word="Consumer group">{group.consumerGroup === null ? <None /> : source === undefined ? <Verbatim text={group.consumerGroup} mono /> : <Link href={groupPath({ source, group: group.consumerGroup })} prefetch={false} className="hover:underline"><Verbatim text={group.consumerGroup} mono /></Link>}</Fact>
        <Fact word="Came from">{group.originTopic === null ? <None /> : source === undefined ? <Verbatim text={group.originTopic} mono /> : <Link href={`/topics/${pathPart(source)}/${pathPart(group.originTopic)}`} prefetch={false} className="hover:underline"><Verbatim text={group.originTopic} mono /></Link>}</Fact>
        <Fact word="First seen"><Time at={group.firstSeenAt} style="compact" /></Fact>
        <Fact word="Last seen"><Ago at={group.lastSeenAt} /></Fact>
        <Fact word="Last 24 hours"><Trend counts={group.trend} words="in the last 24 hours" /></Fact>
      </dl>
    </header>
  );
}

const None = () => <span className="text-faint">nothing tells</span>;

const Figure = ({ word, children }: { word: string; children: ReactNode }) => (
  <div>
    <dt className="text-xs text-muted">{word}</dt>
    <dd className="text-lg font-semibold">{children}</dd>
  </div>
);

const Fact = ({ word, children }: { word: string; children: ReactNode }) => (
  <div className="min-w-0">
    <dt className="text-xs text-muted">{word}</dt>
    <dd className="flex min-h-6 max-w-72 items-center truncate">{children}</dd>
  </div>
);
