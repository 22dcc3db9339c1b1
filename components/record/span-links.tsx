import { LinkedSpan } from '#components/record/linked-span.tsx';
import { Section } from '#components/record/facts.tsx';
import { formatCount } from '#components/ui/format.ts';
import { ServiceName } from '#components/ui/service-name.tsx';
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
      <List label="Links to" refs={links} graph={graph} onSelect={onSelect} />
      {droppedLinks > 0 && <p className="py-[3px] text-sm text-warn">{droppedLinks === 1 ? '1 more link was' : `${formatCount(droppedLinks)} more links were`} dropped by the service’s SDK</p>}
      <List label="Linked from" refs={linkedFrom} graph={graph} onSelect={onSelect} />
    </Section>
  );
}

function List({ label, refs, graph, onSelect }: { label: string; refs: readonly SpanRefInput[]; graph: RecordGraph; onSelect: (record: number) => void }) {
  if (refs.length === 0) return null;
  return (
    <>
      <h4 className="text-sm text-muted">{label}</h4>
      <ul aria-label={label}>
        {refs.slice(0, MOST).map((ref, at) => {
          const record = graph.indexOf.get(spanId(ref));
          const node = record === undefined ? undefined : graph.records[record];
          return (
            <li key={at}>
              {record === undefined ? (
                <LinkedSpan span={ref} />
              ) : (
                <button type="button" className="flex w-full items-baseline gap-2 py-[3px] pl-4.5 text-left font-mono text-sm text-accent hover:underline" onClick={() => onSelect(record)}>
                  {ref.spanId}
                  {node?.kind === 'span' && <ServiceName name={node.span.service.slice(0, 60)} />}
                </button>
              )}
            </li>
          );
        })}
        {refs.length > MOST && <li className="text-xs text-faint">and {refs.length - MOST} more</li>}
      </ul>
    </>
  );
}
