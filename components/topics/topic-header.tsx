import Link from 'next/link';
import type { ReactNode } from 'react';
import { groupsAlone } from '#components/topics/readers.ts';
import { RoleChip } from '#components/topics/role-chip.tsx';
import { sentenceOf } from '#components/topics/sentence.ts';
import { deadLettersOf, flowsThrough } from '#components/topics/topic-path.ts';
import { buttonClasses } from '#components/ui/button.tsx';
import { Chip } from '#components/ui/chip.tsx';
import { Copy } from '#components/ui/copy.tsx';
import { formatBytes, formatCount, formatPlural } from '#components/ui/format.ts';
import { Select } from '#components/ui/select.tsx';
import { ServiceHues } from '#components/ui/service-hues.tsx';
import { ServiceName } from '#components/ui/service-name.tsx';
import { Ago } from '#components/ui/time.tsx';
import { Verbatim } from '#components/ui/verbatim.tsx';
import { visibleText } from '#lib/core/visible-text.ts';
import type { TopicDetail, TopicService } from '#lib/contracts/topics.ts';
import { encodedPart } from '#lib/core/encoded-part.ts';

interface TopicHeaderProps {
  topic: TopicDetail;
  onIncarnation: (incarnation: number | null) => void;
}

/** What the topic is, and what goes on in it. */
export function TopicHeader({ topic, onIncarnation }: TopicHeaderProps) {
  const { name, source, role, incarnation, incarnations, kept, keptBytes, partitions, lastMessageAt, producers, consumers } = topic;
  const [newest] = incarnations;
  const alone = groupsAlone(topic);
  return (
    <header className="flex flex-col gap-1.5">
      <div className="flex min-w-0 flex-wrap items-center gap-x-2.5 gap-y-1">
        <h1 className="min-w-0 truncate">
          <Verbatim text={name} />
        </h1>
        <Copy text={name} label="topic name" />
        <RoleChip role={role} />
        {newest !== undefined && incarnation !== newest.incarnation && <Chip tone="warn">an earlier topic of this name</Chip>}
        {incarnations.length > 1 && (
          <Select
            label="Incarnation"
            value={String(incarnation)}
            onChoose={(value) => onIncarnation(Number(value) === newest?.incarnation ? null : Number(value))}
            options={incarnations.map((each) => ({ value: String(each.incarnation), label: `${each.incarnation === newest?.incarnation ? 'the topic as it is now' : each.incarnation === 0 ? 'as first seen' : `recreated ${formatPlural(each.incarnation, 'time')}`}: ${formatCount(each.kept)} kept` }))}
          />
        )}
        <span className="num text-muted">
          on <Verbatim text={source} /> · {formatPlural(partitions.length, 'partition')} · {formatCount(kept)} kept ({formatBytes(Number(keptBytes))})
          {lastMessageAt !== null && <> · last <Ago at={lastMessageAt} /></>}
        </span>
        <Link href={deadLettersOf(name, role)} className={`${buttonClasses({ look: role === 'dead-letter' ? 'plain' : 'quiet' })} ml-auto`}>
          {role === 'dead-letter' ? 'Its dead letters' : 'Dead letters from it'}
        </Link>
        <Link href={flowsThrough(name)} className={buttonClasses()}>
          Flows through this topic
        </Link>
      </div>
      <p className="num text-base">{visibleText(sentenceOf(topic))}</p>
      <ServiceHues names={[...producers, ...consumers].map(({ service }) => service)}>
        <dl className="flex flex-wrap gap-x-6 gap-y-1 text-sm">
          <Services word="Written by" services={producers} none="not known: no spans of its producers came" />
          <Services word="Read by" services={consumers} none={alone.length > 0 ? null : 'not known: no spans of its readers came'}>
            <GroupsAlone groups={alone} />
          </Services>
        </dl>
      </ServiceHues>
    </header>
  );
}

const MOST_SERVICES = 12;

function Services({ word, services, none, children }: { word: string; services: readonly TopicService[]; none: string | null; children?: ReactNode }) {
  return (
    <div className="flex min-w-0 flex-wrap items-center gap-x-3 gap-y-1">
      <dt className="text-muted">{word}</dt>
      {services.length === 0 && none !== null && <dd className="text-faint">{none}</dd>}
      {services.slice(0, MOST_SERVICES).map(({ service, groups }) => (
        <dd key={service} title={groups.length === 0 ? undefined : `as ${groups.join(', ')}`}>
          <Link href={`/flows?service=${encodedPart(service)}`} className="hover:underline">
            <ServiceName name={service} />
          </Link>
        </dd>
      ))}
      {services.length > MOST_SERVICES && <dd className="text-faint">and {services.length - MOST_SERVICES} more</dd>}
      {children}
    </div>
  );
}

/** So that as many are named as the sentence counts. */
function GroupsAlone({ groups }: { groups: readonly string[] }) {
  return (
    <>
      {groups.slice(0, MOST_SERVICES).map((group) => (
        <dd key={group} title="Its commits tell that it reads; no span tells which service it is.">
          <span className="text-muted">group</span> <Verbatim text={group.slice(0, 120)} />
        </dd>
      ))}
      {groups.length > MOST_SERVICES && <dd className="text-faint">and {formatPlural(groups.length - MOST_SERVICES, 'more group')}</dd>}
    </>
  );
}
