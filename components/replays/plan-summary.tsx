import Link from 'next/link';
import type { ReactNode } from 'react';
import { formatCount, formatPlural } from '#components/ui/format.ts';
import { groupPath } from '#components/ui/group-path.ts';
import { refusalWord, type Refusal } from '#components/ui/replay-states.ts';
import { Verbatim } from '#components/ui/verbatim.tsx';
import { visibleText } from '#components/ui/visible-text.ts';
import type { Replay } from '#lib/contracts/replays.ts';
import { pathPart } from '#lib/core/path-part.ts';

type Target = Replay['targets'][number];

const MOST_PARTITIONS = 12;
const MOST_GROUPS = 12;

/** What would be sent where, what is refused and why, and who else will see it. */
export function PlanSummary({ replay }: { replay: Replay }) {
  const refusals = Object.entries(replay.refusedByReason) as [Refusal, number][];
  const plan = replay.state === 'planned' || replay.state === 'planning';
  return (
    <dl className="num">
      <Step word={plan ? 'Would send' : 'Sends'}>
        {replay.total === 0 ? 'nothing' : replay.targets.map((target) => <ToTarget key={`${target.source} ${target.topic}`} target={target} />)}
        {replay.edited > 0 && <p className="text-sm text-muted">{formatPlural(replay.edited, 'message was', 'messages were')} edited.</p>}
      </Step>
      <Step word="Refused">
        {replay.refused === 0 ? <span className="text-muted">none</span> : (
          <ul>
            {refusals.map(([reason, count]) => <li key={reason}><b className="font-semibold">{formatCount(count)}</b> {refusalWord[reason]}</li>)}
          </ul>
        )}
      </Step>
      <Step word="Also seen by">
        {replay.targets.length === 0 ? <span className="text-muted">nobody</span> : replay.targets.map((target) => <SeenBy key={`${target.source} ${target.topic}`} target={target} several={replay.targets.length > 1} />)}
      </Step>
      <Step word="Pace">
        {replay.canary ? '1, 10, 100, then ' : ''}{formatCount(replay.ratePerSecond)} a second; it stops by itself at {Math.round(replay.stopAtFailedShare * 1000) / 10}% failing again
      </Step>
      {replay.warnings.length > 0 && (
        <Step word="Warnings">
          <ul className="text-warn">{replay.warnings.map((warning) => <li key={warning} className="wrap-anywhere"><bdi>{visibleText(warning)}</bdi></li>)}</ul>
        </Step>
      )}
    </dl>
  );
}

function ToTarget({ target: { source, topic, count, partitions } }: { target: Target }) {
  return (
    <div>
      <b className="font-semibold">{formatCount(count)}</b> to <Link href={`/topics/${pathPart(source)}/${pathPart(topic)}`} prefetch={false} className="hover:underline"><Verbatim text={topic} mono /></Link> of <Verbatim text={source} />
      {partitions.length > 0 && (
        <span className="block text-sm text-muted">
          partition {partitions.slice(0, MOST_PARTITIONS).map(({ partition, count: some }) => `${partition}: ${formatCount(some)}`).join(', ')}
          {partitions.length > MOST_PARTITIONS && ` and ${formatCount(partitions.length - MOST_PARTITIONS)} more`}
        </span>
      )}
    </div>
  );
}

/** A replay is for the group that failed; every other one that reads the topic gets the messages a second time. */
function SeenBy({ target: { source, topic, ownGroups, otherGroups, otherGroupsKnown }, several }: { target: Target; several: boolean }) {
  return (
    <div>
      {several && <><Verbatim text={topic} mono />: </>}
      {!otherGroupsKnown ? (
        <span className="text-warn">not known: the groups of this source cannot be looked at</span>
      ) : otherGroups.length === 0 ? (
        <span className="text-muted">no other group than {ownGroups.length === 0 ? 'the one that failed' : <Verbatim text={ownGroups.join(', ')} mono />}</span>
      ) : (
        <>
          {otherGroups.slice(0, MOST_GROUPS).map((group, index) => (
            <span key={group}>{index > 0 && ', '}<Link href={groupPath({ source, group })} prefetch={false} className="hover:underline"><Verbatim text={group} mono /></Link></span>
          ))}
          {otherGroups.length > MOST_GROUPS && ` and ${formatCount(otherGroups.length - MOST_GROUPS)} more`}
          <span className="text-warn"> {otherGroups.length === 1 ? 'reads' : 'read'} this topic too and will see the messages again</span>
        </>
      )}
    </div>
  );
}

const Step = ({ word, children }: { word: string; children: ReactNode }) => (
  <div className="flex gap-3 border-b border-line py-1.5 last:border-0 max-sm:flex-col max-sm:gap-0.5">
    <dt className="w-24 shrink-0 text-muted">{word}</dt>
    <dd className="min-w-0 flex-1">{children}</dd>
  </div>
);
