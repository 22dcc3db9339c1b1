import { formatCount, formatDuration } from '#components/ui/format.ts';
import { Time } from '#components/ui/time.tsx';
import { Verbatim } from '#components/ui/verbatim.tsx';
import { Fact, Facts, Section } from '#components/record/facts.tsx';
import type { EventDetail } from '#lib/contracts/flows.ts';

type Place = EventDetail['whereabouts'][number];

/** Where the message is now, for each group that reads its topic. Nothing is shown where nothing was observed. */
export function WhereaboutsList({ whereabouts }: { whereabouts: readonly Place[] }) {
  if (whereabouts.length === 0) return null;
  return (
    <Section title="Where is this message now?">
      <Facts>
        {whereabouts.map((place) => (
          <Fact key={place.group} name={<Verbatim text={place.group} />}>
            <Words place={place} />
          </Fact>
        ))}
      </Facts>
    </Section>
  );
}

function Words({ place }: { place: Place }) {
  if (place.state === 'unknown') return <span className="text-faint">not known</span>;
  if (place.state === 'waiting') {
    return (
      <span className="text-warn">
        {place.ahead === undefined ? 'waiting' : `${formatCount(place.ahead)} ahead`}
        {place.etaMs !== undefined && ` · about ${formatDuration(place.etaMs)}`}
      </span>
    );
  }
  if (place.at !== undefined) return <>consumed <Time at={place.at} style="millis" /></>;
  if (place.between !== undefined) return <>consumed between <Time at={place.between[0]} /> and <Time at={place.between[1]} /></>;
  return <>consumed</>;
}
