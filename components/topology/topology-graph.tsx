'use client';
import '@xyflow/react/dist/base.css';
import { applyNodeChanges, MiniMap, Panel, ReactFlow, ReactFlowProvider, useReactFlow, type NodeChange } from '@xyflow/react';
import { useEffect, useMemo, useState, type KeyboardEvent } from 'react';
import { edgeKey } from '#components/topology/edge-key.ts';
import { lanesOf } from '#components/topology/lanes.ts';
import { pairKey } from '#components/topology/lay-out.ts';
import { LookProvider, type Look } from '#components/topology/look.tsx';
import { nodeFigures } from '#components/topology/node-figures.ts';
import { PlaceNode, type PlaceNodeType } from '#components/topology/place-node.tsx';
import { step } from '#components/topology/step.ts';
import { EdgeHeads, TrafficEdge, type TrafficEdgeType } from '#components/topology/traffic-edge.tsx';
import { usePlaces } from '#components/topology/use-places.ts';
import { Button } from '#components/ui/button.tsx';
import { useShortcut } from '#components/ui/shortcuts.ts';
import type { Topology } from '#lib/contracts/topology.ts';
import { reach } from '#lib/core/topology/reach.ts';

const nodeTypes = { place: PlaceNode };
const edgeTypes = { traffic: TrafficEdge };
const FIT = { padding: 0.06, maxZoom: 1.15 };
/** From so many nodes on a small map helps. */
const MANY = 30;

interface TopologyGraphProps {
  readonly topology: Topology;
  readonly node: string | null;
  readonly edge: string | null;
  readonly matches: ReadonlySet<string>;
  readonly choose: (chosen: { node: string | null; edge: string | null }) => void;
}

export function TopologyGraph(props: TopologyGraphProps) {
  return (
    <ReactFlowProvider>
      <Graph {...props} />
    </ReactFlowProvider>
  );
}

function Graph({ topology, node, edge, matches, choose }: TopologyGraphProps) {
  const { places, routes, move, tidy } = usePlaces(topology);
  const flow = useReactFlow();
  const [hovered, setHovered] = useState<string | null>(null);

  const drawn = useMemo(
    () =>
      topology.nodes
        .flatMap((each): PlaceNodeType[] => {
          const box = places.get(each.id);
          if (box === undefined) return [];
          const data = { node: each, ...nodeFigures(each, topology.edges) };
          return [{ id: each.id, type: 'place', position: { x: box.x, y: box.y }, width: box.width, height: box.height, data }];
        })
        // One goes through them with Tab as they are read: column by column.
        .toSorted((a, b) => Math.round(a.position.x / 120) - Math.round(b.position.x / 120) || a.position.y - b.position.y),
    [topology.nodes, topology.edges, places],
  );
  // While a node is dragged the library moves it; where it is dropped is its place.
  const [nodes, setNodes] = useState(drawn);
  useEffect(() => {
    setNodes((before) => {
      const held = new Map(before.flatMap(({ id, dragging, position }) => (dragging ? [[id, position] as const] : [])));
      return drawn.map((each) => ({ ...each, ...(held.has(each.id) ? { position: held.get(each.id) ?? each.position, dragging: true } : {}) }));
    });
  }, [drawn]);
  const onNodesChange = (changes: NodeChange<PlaceNodeType>[]) => setNodes((before) => applyNodeChanges(changes.filter(({ type }) => type === 'position' || type === 'dimensions'), before));

  const edges = useMemo(() => {
    const lanes = lanesOf(topology.edges);
    const names = new Map(topology.nodes.map(({ id, name }) => [id, name]));
    return topology.edges.map((each): TrafficEdgeType => {
      const id = edgeKey(each);
      const isOwn = each.group === null || each.group === names.get(each.to);
      return { id, type: 'traffic', source: each.from, target: each.to, focusable: false, data: { edge: each, lane: lanes.get(id) ?? 0, route: routes.get(pairKey(each)) ?? null, groupName: isOwn ? null : each.group } };
    });
  }, [topology.edges, topology.nodes, routes]);

  const look = useMemo((): Look => {
    const near = node === null ? null : reach(node, topology.edges);
    const chosen = edge === null ? undefined : topology.edges.find((each) => edgeKey(each) === edge);
    const nearNodes = near !== null ? new Set([...near.up, ...near.down]) : chosen !== undefined ? new Set([chosen.from, chosen.to]) : null;
    const along = near === null ? [] : topology.edges.filter(({ from, to }) => (near.up.has(from) && near.up.has(to)) || (near.down.has(from) && near.down.has(to)));
    const nearEdges = near !== null ? new Set(along.map(edgeKey)) : chosen !== undefined ? new Set([edgeKey(chosen)]) : null;
    return { nearNodes, nearEdges, node, edge, matches, hovered };
  }, [topology.edges, node, edge, matches, hovered]);

  const reveal = (id: string, focus: boolean): void => {
    const box = places.get(id);
    if (box !== undefined) void flow.setCenter(box.x + box.width / 2, box.y + box.height / 2, { zoom: Math.max(0.8, flow.getZoom()) });
    if (focus) document.getElementById(`place-${id}`)?.focus({ preventScroll: true });
  };
  const onlyMatch = matches.size === 1 ? [...matches][0] : undefined;
  useEffect(() => {
    if (onlyMatch !== undefined) reveal(onlyMatch, false);
    // Only when another one is found: what is looked at does not move by itself.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [onlyMatch]);

  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>): void => {
    const at = (event.target as HTMLElement).dataset['place'];
    if (at === undefined) return;
    if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      choose({ node: node === at ? null : at, edge: null });
      return;
    }
    const next = step(at, event.key, places, topology.edges);
    if (next === null) return;
    event.preventDefault();
    reveal(next, true);
  };
  useShortcut('Escape', 'look at nothing in particular', () => choose({ node: null, edge: null }), { group: 'Topology', enabled: node !== null || edge !== null });
  useShortcut('0', 'fit everything in', () => void flow.fitView(FIT), { group: 'Topology' });
  useShortcut(['ArrowLeft', 'ArrowRight'], 'go along the edges', null, { group: 'Topology' });
  useShortcut(['ArrowUp', 'ArrowDown'], 'go to the node above or below', null, { group: 'Topology' });
  useShortcut('Enter', 'look at a node', null, { group: 'Topology' });

  return (
    <LookProvider value={look}>
      <div className="relative min-h-0 min-w-0 flex-1" onKeyDown={onKeyDown} role="group" aria-label="Graph of services and topics. The same edges stand in the table.">
        <EdgeHeads />
        <ReactFlow
          nodes={nodes}
          edges={edges}
          nodeTypes={nodeTypes}
          edgeTypes={edgeTypes}
          onNodesChange={onNodesChange}
          onNodeDragStop={(_event, { id, position }) => move(id, position.x, position.y)}
          onNodeClick={(_event, { id }) => choose({ node: node === id ? null : id, edge: null })}
          onEdgeClick={(_event, { id }) => choose({ node: null, edge: edge === id ? null : id })}
          onEdgeMouseEnter={(_event, { id }) => setHovered(id)}
          onEdgeMouseLeave={() => setHovered(null)}
          onPaneClick={() => choose({ node: null, edge: null })}
          fitView
          fitViewOptions={FIT}
          minZoom={0.1}
          maxZoom={2}
          panOnScroll
          nodesConnectable={false}
          nodesFocusable={false}
          edgesFocusable={false}
          elementsSelectable={false}
          disableKeyboardA11y
          deleteKeyCode={null}
          selectionKeyCode={null}
          proOptions={{ hideAttribution: true }}
          className="bg-bg"
        >
          <Panel position="bottom-left" className="flex gap-1">
            <Button aria-label="Zoom in" title="Zoom in (Ctrl or ⌘ and wheel)" onClick={() => void flow.zoomIn()}>+</Button>
            <Button aria-label="Zoom out" title="Zoom out" onClick={() => void flow.zoomOut()}>−</Button>
            <Button title="Show everything (0)" onClick={() => void flow.fitView(FIT)}>Fit</Button>
            <Button title="Lay out anew, and forget what was moved by hand" onClick={() => { tidy(); requestAnimationFrame(() => void flow.fitView(FIT)); }}>Tidy up</Button>
          </Panel>
          {topology.nodes.length >= MANY && <MiniMap pannable zoomable ariaLabel="Small map" nodeColor="var(--line-strong)" maskColor="color-mix(in oklab, var(--bg) 70%, transparent)" style={{ background: 'var(--sunken)', width: 160, height: 100 }} />}
        </ReactFlow>
      </div>
    </LookProvider>
  );
}
