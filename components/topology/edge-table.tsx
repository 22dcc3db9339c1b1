'use client';
import { useMemo, useState } from 'react';
import { edgeKey } from '#components/topology/edge-key.ts';
import { edgeWords, errorShare, percent, rateWords } from '#components/topology/words.ts';
import { Button } from '#components/ui/button.tsx';
import { classes } from '#components/ui/classes.ts';
import { formatCount, formatDuration } from '#components/ui/format.ts';
import { Verbatim } from '#components/ui/verbatim.tsx';
import type { Topology, TopologyEdge } from '#lib/contracts/topology.ts';

interface Column {
  readonly id: string;
  readonly name: string;
  /** By what rows are sorted; null comes last either way. */
  readonly value: (edge: TopologyEdge, nameOf: (id: string) => string) => string | number | null;
  readonly isFigure: boolean;
}

const COLUMNS: readonly Column[] = [
  { id: 'from', name: 'From', value: ({ from }, nameOf) => nameOf(from), isFigure: false },
  { id: 'kind', name: 'How', value: ({ kind }) => edgeWords[kind], isFigure: false },
  { id: 'to', name: 'To', value: ({ to }, nameOf) => nameOf(to), isFigure: false },
  { id: 'group', name: 'Group', value: ({ group }) => group, isFigure: false },
  { id: 'rate', name: 'Rate', value: ({ ratePerSecond }) => ratePerSecond, isFigure: true },
  { id: 'count', name: 'Count', value: ({ count }) => count, isFigure: true },
  { id: 'errors', name: 'Failed', value: (edge) => (edge.count === null ? null : errorShare(edge)), isFigure: true },
  { id: 'p50', name: 'Time p50', value: ({ p50Ms }) => p50Ms, isFigure: true },
  { id: 'p95', name: 'p95', value: ({ p95Ms }) => p95Ms, isFigure: true },
  { id: 'work', name: 'Work p95', value: ({ workP95Ms }) => workP95Ms, isFigure: true },
  { id: 'lag', name: 'Lag', value: ({ lag }) => (lag === undefined ? null : Number(lag)), isFigure: true },
];

interface Sort {
  readonly column: string;
  readonly descending: boolean;
}

/** All edges as rows: for those who do not see the graph, for phones, and for sorting. */
export function EdgeTable({ topology, chosen, matches, onChoose }: { topology: Topology; chosen: string | null; matches: ReadonlySet<string> | null; onChoose: (id: string) => void }) {
  const [sort, setSort] = useState<Sort>({ column: 'rate', descending: true });
  const nameOf = useMemo(() => {
    const names = new Map(topology.nodes.map(({ id, name }) => [id, name]));
    return (id: string) => names.get(id) ?? id;
  }, [topology.nodes]);
  const rows = useMemo(() => sorted(topology.edges.filter(({ from, to }) => matches === null || matches.has(from) || matches.has(to)), sort, nameOf), [topology.edges, matches, sort, nameOf]);
  return (
    <div className="min-h-0 min-w-0 flex-1 overflow-auto" tabIndex={0} role="region" aria-label="Edges">
      <table className="w-full border-collapse" aria-label="Edges between services, topics and groups">
        <thead className="sticky top-0 bg-bg">
          <tr className="h-row border-b border-line">
            {COLUMNS.map(({ id, name, isFigure }) => {
              const isOwn = sort.column === id;
              return (
                <th key={id} scope="col" aria-sort={isOwn ? (sort.descending ? 'descending' : 'ascending') : 'none'} className={classes('px-2 text-xs font-medium whitespace-nowrap first:pl-4.5 last:pr-4.5', isFigure ? 'text-right' : 'text-left')}>
                  <button type="button" onClick={() => setSort({ column: id, descending: isOwn ? !sort.descending : isFigure })} className={isOwn ? 'text-ink' : 'text-muted hover:text-ink'}>
                    {name}
                    <span aria-hidden>{isOwn ? (sort.descending ? ' ↓' : ' ↑') : ''}</span>
                  </button>
                </th>
              );
            })}
          </tr>
        </thead>
        <tbody>
          {rows.map((edge) => (
            <Row key={edgeKey(edge)} edge={edge} nameOf={nameOf} isChosen={edgeKey(edge) === chosen} onChoose={onChoose} />
          ))}
        </tbody>
      </table>
      {rows.length === 0 && <p className="px-4.5 py-6 text-muted">No edge begins or ends at what was searched for.</p>}
    </div>
  );
}

function sorted(edges: readonly TopologyEdge[], { column, descending }: Sort, nameOf: (id: string) => string): TopologyEdge[] {
  const value = COLUMNS.find(({ id }) => id === column)?.value;
  return edges.toSorted((a, b) => {
    const [x, y] = [value?.(a, nameOf) ?? null, value?.(b, nameOf) ?? null];
    if (x === y) return edgeKey(a) < edgeKey(b) ? -1 : 1;
    if (x === null || y === null) return x === null ? 1 : -1;
    return (x < y ? -1 : 1) * (descending ? -1 : 1);
  });
}

function Row({ edge, nameOf, isChosen, onChoose }: { edge: TopologyEdge; nameOf: (id: string) => string; isChosen: boolean; onChoose: (id: string) => void }) {
  const share = errorShare(edge);
  const cell = 'px-2 py-1 whitespace-nowrap first:pl-4.5 last:pr-4.5';
  const figure = classes(cell, 'text-right');
  return (
    <tr className={classes('h-row border-b border-line', isChosen && 'bg-accent-soft')}>
      <td className={cell}>
        <Button look="quiet" className="h-6 px-1 text-ink" aria-label={`${nameOf(edge.from)} ${edgeWords[edge.kind]} ${nameOf(edge.to)}: details`} aria-pressed={isChosen} onClick={() => onChoose(edgeKey(edge))}>
          <Verbatim text={nameOf(edge.from)} />
        </Button>
      </td>
      <td className={classes(cell, edge.kind === 'dead-letters' ? 'text-bad' : 'text-muted')}>{edgeWords[edge.kind]}</td>
      <td className={cell}>
        <Verbatim text={nameOf(edge.to)} />
      </td>
      <td className={classes(cell, 'text-muted')}>{edge.group === null ? '–' : <Verbatim text={edge.group} />}</td>
      <td className={figure}>{edge.ratePerSecond === null ? 'not known' : rateWords(edge)}</td>
      <td className={figure}>{edge.count === null ? 'not known' : formatCount(edge.count)}</td>
      <td className={classes(figure, share > 0 && 'font-medium text-bad')}>{edge.errors === null ? 'not known' : share > 0 ? `${formatCount(edge.errors)} (${percent(share)})` : '0'}</td>
      <td className={figure}>{formatDuration(edge.p50Ms)}</td>
      <td className={figure}>{formatDuration(edge.p95Ms)}</td>
      <td className={figure}>{formatDuration(edge.workP95Ms)}</td>
      <td className={classes(figure, edge.lag !== undefined && edge.lag !== '0' && 'font-medium text-warn')}>{formatCount(edge.lag)}</td>
    </tr>
  );
}
