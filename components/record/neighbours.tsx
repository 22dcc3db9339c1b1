import { formatDuration } from '#components/ui/format.ts';
import { Section } from '#components/record/facts.tsx';
import { RecordName } from '#components/record/record-name.tsx';
import { hopWords } from '#components/record/hop-words.ts';
import { neighboursOf, type Neighbour } from '#lib/core/timeline/neighbours.ts';
import type { RecordGraph } from '#lib/core/timeline/records.ts';

const MOST = 50;

interface NeighboursProps {
  graph: RecordGraph;
  record: number;
  onSelect: (record: number) => void;
}

/** What led here and what followed, each with the evidence that says so. */
export function Neighbours({ graph, record, onSelect }: NeighboursProps) {
  const { before, after } = neighboursOf(graph, record);
  if (before.length === 0 && after.length === 0) return null;
  return (
    <Section title="Before and after">
      <List label="Led here" hops={before} direction="before" graph={graph} onSelect={onSelect} />
      <List label="Followed" hops={after} direction="after" graph={graph} onSelect={onSelect} />
    </Section>
  );
}

function List({ label, hops, direction, graph, onSelect }: { label: string; hops: readonly Neighbour[]; direction: 'before' | 'after'; graph: RecordGraph; onSelect: (record: number) => void }) {
  if (hops.length === 0) return null;
  return (
    <ul aria-label={label} className="flex flex-col">
      {hops.slice(0, MOST).map(({ record, edge }) => (
        <li key={`${record} ${edge.kind}`}>
          <button type="button" onClick={() => onSelect(record)} className="-mx-1.5 flex w-[calc(100%+12px)] flex-col items-start rounded-md px-1.5 py-1 text-left hover:bg-sunken">
            <span className="flex w-full min-w-0 items-center gap-1.5">
              <span aria-hidden className="text-faint">
                {direction === 'before' ? '←' : '→'}
              </span>
              <RecordName record={graph.records[record]!} />
              {edge.hop.waitMs !== null && <span className="num ml-auto shrink-0 text-xs text-faint">{formatDuration(edge.hop.waitMs)}</span>}
            </span>
            <span className="pl-4.5 text-xs text-faint">{hopWords(edge, direction)}</span>
          </button>
        </li>
      ))}
      {hops.length > MOST && <li className="py-1 text-xs text-faint">and {hops.length - MOST} more</li>}
    </ul>
  );
}
