'use client';
import { useState } from 'react';
import { keepPlaces, readKeptPlaces, type KeptPlaces } from '#components/topology/kept-places.ts';
import { layOut, pairKey, sizeOf, type Layout } from '#components/topology/lay-out.ts';
import type { Topology } from '#lib/contracts/topology.ts';
import { placeNew } from '#lib/core/topology/place-new.ts';

type Graph = Pick<Topology, 'nodes' | 'edges'>;

interface Places extends Layout {
  readonly move: (id: string, x: number, y: number) => void;
  /** Lays all out anew, and forgets what was moved by hand. */
  readonly tidy: () => void;
}

/** Where every node stands. A node that has a place keeps it, as long as the page is open; what is new is placed around the others. */
export function usePlaces(graph: Graph): Places {
  const [layout, setLayout] = useState(() => firstLayout(graph));
  const { places, routes } = layout;
  const fresh = graph.nodes.filter(({ id }) => !places.has(id));
  if (fresh.length > 0) setLayout(places.size === 0 ? firstLayout(graph) : { places: new Map([...places, ...placeNew(places, fresh.map(sizeOf), graph.edges)]), routes });
  return {
    places,
    routes,
    move: (id, left, top) => {
      if (!places.has(id)) return;
      const [x, y] = [Math.round(left), Math.round(top)];
      setLayout(moved(layout, graph, new Map([[id, [x, y]]])));
      const kept = new Map(readKeptPlaces());
      // Last, as the last that was moved.
      kept.delete(id);
      keepPlaces(kept.set(id, [x, y]));
    },
    tidy: () => {
      keepPlaces(new Map());
      setLayout(layOut(graph.nodes, graph.edges));
    },
  };
}

const firstLayout = (graph: Graph): Layout => moved(layOut(graph.nodes, graph.edges), graph, readKeptPlaces());

/** Where a node is moved, its edges run straight to it. */
function moved({ places, routes }: Layout, { edges }: Graph, to: KeptPlaces): Layout {
  const left = new Set(edges.flatMap((edge) => (to.has(edge.from) || to.has(edge.to) ? [pairKey(edge)] : [])));
  return {
    places: new Map([...places].map(([id, box]) => {
      const [x, y] = to.get(id) ?? [box.x, box.y];
      return [id, { ...box, x, y }];
    })),
    routes: new Map([...routes].filter(([key]) => !left.has(key))),
  };
}
