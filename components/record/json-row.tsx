import { Marked } from '#components/record/marked.tsx';
import { formatCount, formatPlural } from '#components/ui/format.ts';
import { valueText, writtenText, type JsonDocument } from '#lib/core/json-tree/document.ts';

/** One value in the tree is shown up to here; copied it is whole, and raw shows all. In characters. */
const MOST_SHOWN = 400;
/** Deeper values stand under each other. */
const DEEPEST_INDENT = 12;

interface JsonRowProps {
  document: JsonDocument;
  node: number;
  open: boolean;
  wanted: string;
  onTurn: () => void;
}

/** One value of a document: its name, and what it is. */
export function JsonRow({ document, node, open, wanted, onTurn }: JsonRowProps) {
  const { kind, depth, name, position, size, parent } = document.nodes[node]!;
  const label = name ?? (parent === -1 ? null : String(position));
  const isContainer = kind === 'object' || kind === 'array';
  return (
    <span className="flex items-baseline" style={{ paddingLeft: Math.min(depth, DEEPEST_INDENT) * 14 }}>
      <span aria-hidden className={`w-3.5 shrink-0 text-faint select-none ${isContainer && size > 0 ? 'cursor-pointer' : ''}`} onClick={isContainer ? onTurn : undefined}>
        {isContainer && size > 0 ? (open ? '▾' : '▸') : ''}
      </span>
      <span className="min-w-0 whitespace-pre-wrap [overflow-wrap:anywhere]">
        {label !== null && (
          <span className={name === null ? 'text-faint' : 'text-muted'}>
            <Marked text={label.slice(0, MOST_SHOWN)} wanted={name === null ? '' : wanted} />:{' '}
          </span>
        )}
        {isContainer ? <span className="text-faint">{size === 0 ? (kind === 'object' ? '{}' : '[]') : kind === 'object' ? `{${formatPlural(size, 'field')}}` : `[${formatPlural(size, 'item')}]`}</span> : <Scalar document={document} node={node} wanted={wanted} />}
      </span>
    </span>
  );
}

function Scalar({ document, node, wanted }: { document: JsonDocument; node: number; wanted: string }) {
  const { kind } = document.nodes[node]!;
  if (kind !== 'string') return <span className={kind === 'number' ? 'text-accent' : 'text-muted'}><Marked text={writtenText(document, node).slice(0, MOST_SHOWN)} wanted={wanted} /></span>;
  const text = valueText(document, node);
  return (
    <span className="text-ink">
      "<Marked text={text.slice(0, MOST_SHOWN)} wanted={wanted} />
      {text.length > MOST_SHOWN ? <span className="text-faint">… {formatCount(text.length)} characters; raw shows all</span> : '"'}
    </span>
  );
}
