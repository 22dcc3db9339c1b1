import { formatCount } from '#components/ui/format.ts';
import { ServiceName } from '#components/ui/service-name.tsx';
import { Section } from '#components/record/facts.tsx';
import { spanId, type SpanInput, type SpanRefInput } from '#lib/core/timeline/input.ts';
import type { RecordGraph } from '#lib/core/timeline/records.ts';

const MOST = 20;

interface SpanLinksProps {
  span: SpanInput;
  graph: RecordGraph;
  onSelect: (record: number) => void;
}

/** Both directions of span links: what it links to, and what links to it. */
export function SpanLinks({ span: { links, linkedFrom, droppedLinks }, graph, onSelect }: SpanLinksProps) {
  if (links.length + linkedFrom.length + droppedLinks === 0) return null;
  return (
    <Section title="Links">
      <List label="links to" refs={links} graph={graph} onSelect={onSelect} />
      {droppedLinks > 0 && <p className="py-[3px] text-right text-sm text-warn">{droppedLinks === 1 ? '1 more link was' : `${formatCount(droppedLinks)} more links were`} dropped by the service’s SDK</p>}
      <List label="linked from" refs={linkedFrom} graph={graph} onSelect={onSelect} />
    </Section>
  );
}

function List({ label, refs, graph, onSelect }: { label: string; refs: readonly SpanRefInput[]; graph: RecordGraph; onSelect: (record: number) => void }) {
  if (refs.length === 0) return null;
  return (
    <div className="flex items-baseline justify-between gap-4 py-[3px]">
      <span className="shrink-0 text-muted">{label}</span>
      <ul className="flex min-w-0 flex-col items-end">
        {refs.slice(0, MOST).map((ref, at) => {
          const record = graph.indexOf.get(spanId(ref));
          const node = record === undefined ? undefined : graph.records[record];
          return (
            <li key={at} className="flex items-center gap-2 font-mono text-sm">
              {node?.kind === 'span' && <ServiceName name={node.span.service.slice(0, 60)} />}
              {record === undefined ? (
                <span>
                  {ref.spanId} <span className="font-sans text-faint">not in this flow</span>
                </span>
              ) : (
                <button type="button" className="text-accent hover:underline" onClick={() => onSelect(record)}>
                  {ref.spanId}
                </button>
              )}
            </li>
          );
        })}
        {refs.length > MOST && <li className="text-xs text-faint">and {refs.length - MOST} more</li>}
      </ul>
    </div>
  );
}
