import Link from 'next/link';
import { groupCommand } from '#components/record/commands.ts';
import { Copy } from '#components/ui/copy.tsx';
import { formatCount, formatDuration } from '#components/ui/format.ts';
import { groupPath } from '#components/ui/group-path.ts';
import { Ago, Time } from '#components/ui/time.tsx';
import { Verbatim } from '#components/ui/verbatim.tsx';
import { Section } from '#components/record/facts.tsx';
import { evidenceWords, waitingWords, type Place } from '#components/record/whereabouts-words.ts';
import type { EventDetail } from '#lib/contracts/flows.ts';
import type { Coordinates } from '#lib/contracts/wire.ts';

const MOST = 100;

/** Where the message is for each group that reads its topic, with what says so. */
export function WhereaboutsList({ whereabouts, sampling, at }: Pick<EventDetail, 'whereabouts' | 'sampling'> & { at: Pick<Coordinates, 'source' | 'topic' | 'partition'> }) {
  const hasBroker = at.source !== 'http';
  return (
    <Section title="Whereabouts" note={sampling?.sampledAt == null ? undefined : <>groups looked at <Ago at={sampling.sampledAt} />, every {formatDuration(sampling.intervalMs)}</>}>
      {sampling?.error != null && <p className="mb-1.5 text-sm text-warn">The groups cannot be looked at now: {sampling.error}</p>}
      {whereabouts.length === 0 && <p className="text-muted">{sampling === null ? 'Not known: no committed offsets were seen on this source.' : 'No consumer group has committed anything on this topic.'}</p>}
      <ul className="flex flex-col gap-2">
        {whereabouts.slice(0, MOST).map((place) => (
          <li key={place.group} className="group">
            <div className="flex items-baseline gap-2">
              <Sign state={place.state} />
              <Link href={groupPath({ source: at.source, group: place.group }, at)} prefetch={false} title="The group's lag at this partition" className="min-w-0 truncate hover:underline"><Verbatim text={place.group} /></Link>
              <span className="flex-1" />
              <span className={`num text-right ${place.state === 'waiting' ? 'text-warn' : place.state === 'unknown' ? 'text-faint' : ''}`}>
                <Words place={place} />
              </span>
            </div>
            <div className="flex items-baseline gap-2 pl-[22px] text-xs text-faint">
              <span className="min-w-0 flex-1">
                {evidenceWords(place, sampling?.intervalMs)}
                {place.state === 'waiting' && place.etaMs !== undefined && sampling?.sampledAt != null && (
                  <>
                    {' '}· its turn at about <Time at={Date.parse(sampling.sampledAt) + place.etaMs} />
                  </>
                )}
              </span>
              {hasBroker && <Copy text={groupCommand(place.group)} label={`kafka-consumer-groups command for ${place.group.slice(0, 80)}`} said="Copy command" className="opacity-0 group-hover:opacity-100 focus-visible:opacity-100" />}
            </div>
          </li>
        ))}
      </ul>
      {whereabouts.length > MOST && <p className="text-faint">and {formatCount(whereabouts.length - MOST)} more groups</p>}
    </Section>
  );
}

function Words({ place }: { place: Place }) {
  if (place.state === 'unknown') return <>not known</>;
  if (place.state === 'waiting') return <>{waitingWords(place)}</>;
  if (place.at !== undefined) return <>consumed <Time at={place.at} style="millis" /></>;
  if (place.between !== undefined) return <>consumed <Time at={place.between[0]} /> – <Time at={place.between[1]} /></>;
  return <>consumed</>;
}

/** A tick, an hourglass or a question mark: the shape says it, the colour only helps. */
function Sign({ state }: { state: Place['state'] }) {
  const shapes = { consumed: 'M3 8.5l3.5 3.5L13 4.5', waiting: 'M4 2h8M4 14h8M5 2c0 4 6 4 6 6s-6 2-6 6M11 2c0 4-6 4-6 6', unknown: 'M5.5 6a2.5 2.5 0 1 1 3.4 2.3c-.6.3-.9.7-.9 1.4M8 12.6v.2' } as const;
  const tones = { consumed: 'text-ok', waiting: 'text-warn', unknown: 'text-faint' } as const;
  return (
    <svg aria-hidden width="14" height="14" viewBox="0 0 16 16" fill="none" stroke="currentColor" strokeWidth="1.6" strokeLinecap="round" strokeLinejoin="round" className={`shrink-0 self-center ${tones[state]}`}>
      <path d={shapes[state]} />
    </svg>
  );
}
