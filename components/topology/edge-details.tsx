'use client';
import Link from 'next/link';
import { DetailsFrame, Facts } from '#components/topology/details-frame.tsx';
import { EdgeLinks } from '#components/topology/links.tsx';
import { edgeWords, errorShare, evidenceWords, percent, rateWords } from '#components/topology/words.ts';
import { Button, buttonClasses } from '#components/ui/button.tsx';
import { Chip } from '#components/ui/chip.tsx';
import { formatCount, formatDuration } from '#components/ui/format.ts';
import { Time } from '#components/ui/time.tsx';
import { Verbatim } from '#components/ui/verbatim.tsx';
import type { Topology, TopologyEdge } from '#lib/contracts/topology.ts';
import { encodedPart } from '#lib/core/encoded-part.ts';

const NOT_KNOWN = 'not known';
const NOTHING_MEASURED = 'not measured';

const duration = (p50: number | null, p95: number | null): string => (p50 === null ? NOTHING_MEASURED : `${formatDuration(p50)}, p95 ${formatDuration(p95)}`);

/** One edge with all its figures, and how it is known. */
export function EdgeDetails({ edge, topology, range, onChooseNode, onClose }: { edge: TopologyEdge; topology: Topology; range: string; onChooseNode: (id: string) => void; onClose: () => void }) {
  const [from, to] = [edge.from, edge.to].map((id) => topology.nodes.find((node) => node.id === id));
  if (from === undefined || to === undefined) return null;
  const share = errorShare(edge);
  const times = {
    produces: [['Sending took', duration(edge.p50Ms, edge.p95Ms)]],
    'dead-letters': [['Sending took', duration(edge.p50Ms, edge.p95Ms)]],
    calls: [['A call took', duration(edge.p50Ms, edge.p95Ms)]],
    consumes: [['Messages waited', duration(edge.p50Ms, edge.p95Ms)], ['Work on one took', duration(edge.workP50Ms, edge.workP95Ms)]],
  } as const;
  return (
    <DetailsFrame
      title={<><Verbatim text={from.name} className="whitespace-pre-wrap" /> <span className="font-normal text-muted">{edgeWords[edge.kind]}</span> <Verbatim text={to.name} className="whitespace-pre-wrap" /></>}
      chip={<Chip tone={share > 0 || edge.kind === 'dead-letters' ? 'bad' : 'idle'}>{edge.kind === 'dead-letters' ? 'dead letters' : share > 0 ? `${percent(share)} failed` : edge.kind === 'calls' ? 'calls' : 'messages'}</Chip>}
      subtitle={edge.group === null ? null : `for group ${edge.group}`}
      onClose={onClose}
    >
      <EdgeLinks from={from} to={to} group={edge.group} range={range} />
      {edge.kind === 'dead-letters' && <Link href={`/dead-letters?view=messages&deadLetterTopic=${encodedPart(to.name)}`} className={`${buttonClasses()} self-start`}>Its dead letters</Link>}
      <Facts
        rows={[
          ['Rate', rateWords(edge)],
          [edge.kind === 'consumes' ? 'Deliveries' : edge.kind === 'calls' ? 'Calls' : 'Messages', edge.count === null ? NOT_KNOWN : formatCount(edge.count)],
          ['Failed', edge.errors === null ? NOT_KNOWN : `${formatCount(edge.errors)}${share > 0 ? ` (${percent(share)})` : ''}`],
          ...times[edge.kind],
          ...(edge.kind === 'consumes' ? [['Lag', edge.lag === undefined ? NOT_KNOWN : formatCount(edge.lag)] as const] : []),
          ['Last seen', edge.lastSeenAt === null ? NOT_KNOWN : <Time key="at" at={edge.lastSeenAt} style="minutes" />],
        ]}
      />
      <p className="text-muted">Known by {evidenceWords[edge.evidence]}.</p>
      <p className="flex flex-wrap gap-2">
        {[from, to].map(({ id, name }) => (
          <Button key={id} onClick={() => onChooseNode(id)} className="max-w-full">
            <Verbatim text={name} className="truncate" />
          </Button>
        ))}
      </p>
    </DetailsFrame>
  );
}
