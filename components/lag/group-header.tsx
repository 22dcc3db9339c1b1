'use client';
import Link from 'next/link';
import type { ReactNode } from 'react';
import { useIsDead } from '#components/lag/dead-notice.tsx';
import { drainText, evidenceMeaning, evidenceWord, percentText, protocolWord, rateText, timeLagText } from '#components/lag/words.ts';
import { buttonClasses } from '#components/ui/button.tsx';
import { Chip } from '#components/ui/chip.tsx';
import { classes } from '#components/ui/classes.ts';
import { Copy } from '#components/ui/copy.tsx';
import { formatCount } from '#components/ui/format.ts';
import { LagChip } from '#components/ui/lag-chip.tsx';
import { Ago, Time } from '#components/ui/time.tsx';
import { Verbatim } from '#components/ui/verbatim.tsx';
import { Words } from '#components/ui/words.tsx';
import type { ConsumerGroupDetail } from '#lib/contracts/lag.ts';
import { pathPart } from '#lib/core/path-part.ts';

const MOST_TOPICS = 8;

/** What the group is, how it is and why, and the figures that say so. */
export function GroupHeader({ group }: { group: ConsumerGroupDetail }) {
  const { source, status, statusSince, reason, protocol, state, topics, sampledAt, sampling } = group;
  const dead = useIsDead([sampling], source);
  const named = protocolWord[protocol];
  return (
    <header className="flex shrink-0 flex-col gap-2 px-4.5 pt-4">
      <div className="flex min-w-0 flex-wrap items-center gap-x-2.5 gap-y-1">
        <h1 className="min-w-0 truncate"><Verbatim text={group.group} /></h1>
        <Copy text={group.group} label="group name" />
        <LagChip status={status} />
        {named !== null && <Chip tone="idle" title={named.meaning}>{named.word}</Chip>}
        <span className="num text-muted">
          on <Verbatim text={source} />
          {state !== null && <> · <Verbatim text={state} /></>}
          {statusSince !== null && <> · so since <Time at={statusSince} /></>}
          {!dead && <> · sampled <Ago at={sampledAt} /></>}
        </span>
        <Link href={`/dead-letters?${new URLSearchParams({ state: 'all', group: group.group.toWellFormed() })}`} prefetch={false} className={`${buttonClasses({ look: 'quiet' })} ml-auto`}>Its dead letters</Link>
      </div>
      <p className="text-base"><Words text={reason} /></p>
      <dl className={classes('num flex flex-wrap gap-x-8 gap-y-2', dead && 'opacity-60')}>
        <Figure word="Lag" detail={group.skew === null ? undefined : `${percentText(group.skew)} in one partition`}>{group.lag === null ? 'not known' : formatCount(group.lag)}</Figure>
        <Figure word="Time lag" title={evidenceMeaning[group.timeLagEvidence]} detail={group.timeLagMs === 0 ? undefined : evidenceWord[group.timeLagEvidence]}>{timeLagText(group)}</Figure>
        <Figure word="In">{group.rateIn === null ? 'not known' : `${rateText(group.rateIn)}/s`}</Figure>
        <Figure word="Out">{group.rateOut === null ? 'not known' : `${rateText(group.rateOut)}/s`}</Figure>
        <Figure word="Caught up in" warn={group.drain === 'never' && status !== 'ok'}>{drainText(group)}</Figure>
        <Figure word="Members">{group.memberCount === null ? 'not told' : formatCount(group.memberCount)}</Figure>
        <div>
          <dt className="text-xs text-muted">Topics</dt>
          <dd className="flex flex-wrap gap-x-2.5 font-mono text-sm leading-6">
            {topics.length === 0 && <span className="font-sans text-faint">none</span>}
            {topics.slice(0, MOST_TOPICS).map((topic) => (
              <Link key={topic} href={`/topics/${pathPart(source)}/${pathPart(topic)}`} prefetch={false} className="max-w-72 truncate hover:underline"><Verbatim text={topic} /></Link>
            ))}
            {topics.length > MOST_TOPICS && <span className="font-sans text-faint">and {formatCount(topics.length - MOST_TOPICS)} more</span>}
          </dd>
        </div>
      </dl>
      {sampling.evidence === 'polls' && (
        <p className="text-sm text-muted">
          Commits are not read with their own times here{sampling.why === null ? '' : ': '}
          {sampling.why !== null && <Words text={sampling.why} />}
          {sampling.why?.trimEnd().endsWith('.') === true ? '' : '.'} What is committed is asked for every {Math.round(sampling.intervalMs / 1000)} s instead, so that a group that has stopped and one that commits without moving are not told apart: both are “not moving”.
        </p>
      )}
    </header>
  );
}

function Figure({ word, detail, title, warn = false, children }: { word: string; detail?: string; title?: string; warn?: boolean; children: ReactNode }) {
  return (
    <div title={title}>
      <dt className="text-xs text-muted">{word}</dt>
      <dd className={classes('text-lg font-semibold', warn && 'text-warn')}>
        {children}
        {detail !== undefined && <span className="pl-1.5 text-xs font-normal text-muted">{detail}</span>}
      </dd>
    </div>
  );
}
