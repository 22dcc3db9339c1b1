'use client';
import { useState } from 'react';
import { keepPlaces, readKeptPlaces } from '#components/topology/kept-places.ts';
import { layOut, sizeOf } from '#components/topology/lay-out.ts';
import type { Topology } from '#lib/contracts/topology.ts';
import { placeNew, type Box } from '#lib/core/topology/place-new.ts';

type Graph = Pick<Topology, 'nodes' | 'edges'>;

interface Places {
  readonly places: ReadonlyMap<string, Box>;
  readonly move: (id: string, x: number, y: number) => void;
  /** Lays all out anew, and forgets what was moved by hand. */
  readonly tidy: () => void;
}

/** Where every node stands. A node that has a place keeps it, as long as the page is open; what is new is placed around the others. */
export function usePlaces(graph: Graph): Places {
  const [places, setPlaces] = useState(() => withKept(layOut(graph.nodes, graph.edges)));
  const fresh = graph.nodes.filter(({ id }) => !places.has(id));
  if (fresh.length > 0) setPlaces(new Map([...places, ...(places.size === 0 ? withKept(layOut(graph.nodes, graph.edges)) : placeNew(places, fresh.map(sizeOf), graph.edges))]));
  return {
    places,
    move: (id, x, y) => {
      const box = places.get(id);
      if (box === undefined) return;
      setPlaces(new Map([...places, [id, { ...box, x, y }]]));
      const kept = new Map(readKeptPlaces());
      // Last, as the last that was moved.
      kept.delete(id);
      keepPlaces(kept.set(id, [x, y]));
    },
    tidy: () => {
      keepPlaces(new Map());
      setPlaces(layOut(graph.nodes, graph.edges));
    },
  };
}

function withKept(boxes: ReadonlyMap<string, Box>): Map<string, Box> {
  const kept = readKeptPlaces();
  return new Map([...boxes].map(([id, box]) => {
    const [x, y] = kept.get(id) ?? [box.x, box.y];
    return [id, { ...box, x, y }];
  }));
}
