'use client';
import { parseAsString, useQueryStates } from 'nuqs';
import { createContext, useContext } from 'react';
import { readTrail, stopHref, stopsBefore, trailText, walked, type Stop } from '#components/record/trail.ts';
import type { Bases } from '#lib/core/difference/bases.ts';
import type { RecordGraph, RecordNode } from '#lib/core/timeline/records.ts';

export interface Trail {
  /** The stops before the record that one looks at. */
  readonly before: readonly Stop[];
  /** Goes on to a record of the same flow, so that the browser's Back returns. */
  readonly follow: (record: number) => void;
  /** Goes back to a stop of the same flow. */
  readonly back: (to: number) => void;
  /** The address of a record in another flow, with the way that led there. */
  readonly hrefTo: (to: Stop) => string;
  /** The address of a stop in another flow. */
  readonly hrefBack: (to: number) => string;
  readonly forget: () => void;
}

/** What the record is called in a few letters. */
export const labelOf = (node: RecordNode): string => (node.kind === 'span' ? node.span.name : (node.event.type ?? node.event.coordinates.topic));

/** The way through the records, which stands in the address beside the record that one looks at. */
export function useTrail(flow: string, { records }: RecordGraph, record: number): Trail {
  const [state, set] = useQueryStates({ record: parseAsString, trail: parseAsString }, { history: 'push' });
  const trail = readTrail(state.trail);
  const stopOf = (index: number): Stop => ({ flow, record: records[index]!.id, label: labelOf(records[index]!) });
  const here = stopOf(record);
  const before = stopsBefore(trail, here);
  return {
    before,
    follow: (next) => {
      if (next !== record) void set({ record: records[next]!.id, trail: trailText(walked(trail, here, stopOf(next))) });
    },
    back: (to) => void set({ record: before[to]!.record, trail: to === 0 ? null : trailText(before.slice(0, to + 1)) }),
    hrefTo: (to) => stopHref(walked(trail, here, to)),
    hrefBack: (to) => stopHref(before.slice(0, to + 1)),
    forget: () => void set({ trail: null }, { history: 'replace' }),
  };
}

/** Where the details stand: what their parts need to lead on. */
export interface Place {
  readonly flow: { readonly id: string; readonly kind: string };
  readonly graph: RecordGraph;
  readonly record: number;
  readonly trail: Trail;
  /** What it can be compared with in its own flow. */
  readonly bases: Bases;
}

export const PlaceContext = createContext<Place | null>(null);

/** Throws outside the details of a flow's record. */
export function usePlace(): Place {
  const place = useContext(PlaceContext);
  if (place === null) throw new Error('There is no record here');
  return place;
}
