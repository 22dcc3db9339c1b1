'use client';
import dynamic from 'next/dynamic';
import { useQueryStates } from 'nuqs';
import { useMemo, useState } from 'react';
import { EdgeDetails } from '#components/topology/edge-details.tsx';
import { edgeKey } from '#components/topology/edge-key.ts';
import { EdgeTable } from '#components/topology/edge-table.tsx';
import { Legend } from '#components/topology/legend.tsx';
import { NodeDetails } from '#components/topology/node-details.tsx';
import { NothingSeen } from '#components/topology/nothing-seen.tsx';
import { findPlaces, SearchPlaces, type Found } from '#components/topology/search-places.tsx';
import { topologySummary } from '#components/topology/summary.ts';
import { topologyParsers } from '#components/topology/url-state.ts';
import { useTopology, type FirstTopology } from '#components/topology/use-topology.ts';
import { Button } from '#components/ui/button.tsx';
import { ErrorState } from '#components/ui/error-state.tsx';
import { formatCount } from '#components/ui/format.ts';
import { problemOf } from '#components/ui/problem.ts';
import { ServiceHues } from '#components/ui/service-hues.tsx';
import { useShortcut } from '#components/ui/shortcuts.ts';
import { SkeletonRows } from '#components/ui/skeleton.tsx';
import { Time } from '#components/ui/time.tsx';
import type { Topology } from '#lib/contracts/topology.ts';

/** Drawn in the browser alone: on the server there is no size to draw for. */
const TopologyGraph = dynamic(() => import('#components/topology/topology-graph.tsx').then((module) => module.TopologyGraph), { ssr: false, loading: () => <div className="min-h-0 flex-1 overflow-hidden"><SkeletonRows rows={12} label="Drawing the graph" /></div> });

/** Services, topics and groups as they were seen, and what runs between them: as a graph or as a table. */
export function TopologyView({ first }: { first: FirstTopology | null }) {
  const [{ range, view, node, edge }, set] = useQueryStates(topologyParsers);
  const [text, setText] = useState('');
  // What an address names, and what is chosen though it is left out, is asked for.
  const [focus, setFocus] = useState(node);
  const { data, error, refetch, isPlaceholderData } = useTopology(range, focus, first);
  const choose = (chosen: { node: string | null; edge: string | null }) => void set(chosen);
  const chooseFound = ({ id, hidden }: Found) => {
    if (hidden) setFocus(id);
    choose({ node: id, edge: null });
  };
  useShortcut('v', view === 'graph' ? 'show the table' : 'show the graph', () => void set({ view: view === 'graph' ? 'table' : 'graph' }), { group: 'Topology' });
  if (data === undefined) return error ? <ErrorState error={error} what="The topology cannot be shown" retry={() => void refetch()} /> : <SkeletonRows rows={12} label="Reading the topology" />;
  return (
    <ServiceHues names={data.nodes.flatMap(({ kind, name }) => (kind === 'service' ? [name] : []))}>
      <header className="flex flex-wrap items-end gap-x-6 gap-y-2 border-b border-line px-4.5 pt-4 pb-3">
        <div className="min-w-60 flex-1">
          <h1>Topology</h1>
          <p className="text-muted" role="status">
            {error ? `What is shown is old: ${problemOf(error).detail ?? problemOf(error).title}.` : topologySummary(data, range)}
          </p>
        </div>
        <div className="flex flex-wrap items-center gap-2">
          <SearchPlaces topology={data} text={text} onText={setText} onChoose={chooseFound} />
          <div role="group" aria-label="View" className="flex gap-1">
            <Button pressed={view === 'graph'} onClick={() => void set({ view: 'graph' })}>Graph</Button>
            <Button pressed={view === 'table'} onClick={() => void set({ view: 'table' })}>Table</Button>
          </div>
        </div>
      </header>
      {data.truncated !== null && <LeftOut topology={data} truncated={data.truncated} />}
      {data.nodes.length === 0 ? <NothingSeen range={range} onRange={(next) => void set({ range: next })} /> : <Shown topology={data} view={view} text={text} node={node} edge={edge} range={range} choose={choose} stale={isPlaceholderData} />}
    </ServiceHues>
  );
}

interface ShownProps {
  readonly topology: Topology;
  readonly view: 'graph' | 'table';
  readonly text: string;
  readonly node: string | null;
  readonly edge: string | null;
  readonly range: string;
  readonly choose: (chosen: { node: string | null; edge: string | null }) => void;
  /** Of another range than the one that was chosen, until that is read. */
  readonly stale: boolean;
}

function Shown({ topology, view, text, node, edge, range, choose, stale }: ShownProps) {
  const found = useMemo(() => new Set(findPlaces(topology, text).flatMap(({ id, hidden }) => (hidden ? [] : [id]))), [topology, text]);
  const chosenNode = topology.nodes.find(({ id }) => id === node);
  const chosenEdge = edge === null ? undefined : topology.edges.find((each) => edgeKey(each) === edge);
  const close = () => choose({ node: null, edge: null });
  const chooseEdge = (id: string) => choose({ node: null, edge: id });
  return (
    <div className="relative flex min-h-0 flex-1" aria-busy={stale}>
      {view === 'graph' ? (
        <div className="flex min-h-0 min-w-0 flex-1 flex-col">
          <TopologyGraph topology={topology} node={chosenNode === undefined ? null : node} edge={chosenEdge === undefined ? null : edge} matches={found} choose={choose} />
          <Legend />
        </div>
      ) : (
        <EdgeTable topology={topology} chosen={edge} matches={text.trim() === '' ? null : found} onChoose={chooseEdge} />
      )}
      {chosenNode !== undefined && <NodeDetails node={chosenNode} topology={topology} range={range} onChooseEdge={chooseEdge} onClose={close} />}
      {chosenEdge !== undefined && <EdgeDetails edge={chosenEdge} topology={topology} range={range} onChooseNode={(id) => choose({ node: id, edge: null })} onClose={close} />}
      {(node !== null && chosenNode === undefined) || (edge !== null && chosenEdge === undefined) ? (
        <p role="status" className="absolute inset-x-0 top-0 z-10 border-b border-line bg-warn-soft px-4.5 py-1.5 text-warn">
          What was chosen was not seen in this range. <Button look="quiet" className="h-6" onClick={close}>Show all</Button>
        </p>
      ) : null}
    </div>
  );
}

function LeftOut({ topology, truncated }: { topology: Topology; truncated: NonNullable<Topology['truncated']> }) {
  return (
    <p role="status" className="border-b border-line bg-sunken px-4.5 py-1.5 text-muted">
      The busiest {formatCount(topology.nodes.length)} of {formatCount(truncated.nodes)} places and {formatCount(topology.edges.length)} of {formatCount(truncated.edges)} edges are shown; search finds the others.
      {truncated.countedSince !== null && <> Only what happened since <Time at={truncated.countedSince} style="minutes" /> is counted.</>}
    </p>
  );
}
