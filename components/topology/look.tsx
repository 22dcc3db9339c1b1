'use client';
import { createContext, useContext } from 'react';

/** What the reader points at, for nodes and edges to draw themselves by. */
export interface Look {
  /** Null where nothing is chosen: then all is drawn alike. */
  readonly nearNodes: ReadonlySet<string> | null;
  readonly nearEdges: ReadonlySet<string> | null;
  readonly node: string | null;
  readonly edge: string | null;
  readonly matches: ReadonlySet<string>;
  readonly hovered: string | null;
}

const LookContext = createContext<Look>({ nearNodes: null, nearEdges: null, node: null, edge: null, matches: new Set(), hovered: null });
export const LookProvider = LookContext.Provider;
export const useLook = (): Look => useContext(LookContext);
