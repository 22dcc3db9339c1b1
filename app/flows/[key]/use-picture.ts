'use client';
import { useCallback, useMemo, useState } from 'react';
import type { Choices, Choose } from '#app/flows/[key]/use-choices.ts';
import type { FlowDetail } from '#lib/contracts/flows.ts';
import { arrange, prepare } from '#lib/core/timeline/layout.ts';
import type { Picture } from '#lib/core/timeline/picture.ts';

interface Drawing {
  readonly picture: Picture;
  readonly folded: boolean;
  readonly toggleFold: () => void;
  /** The reader has begun to read: what decides by itself should stay as it is. */
  readonly keepFold: () => void;
  readonly toggleLane: (lane: string) => void;
}

/** The flow as it is drawn: folded where that helps, with the lanes that one opened at full height. */
export function usePicture(detail: FlowDetail, { fold, clocks }: Choices, choose: Choose): Drawing {
  const [expanded, setExpanded] = useState<ReadonlySet<string>>(new Set());
  const prepared = useMemo(() => prepare(detail, { correct: clocks }), [detail, clocks]);
  const folded = fold ?? prepared.folding.advised;
  return {
    picture: useMemo(() => arrange(prepared, folded, expanded), [prepared, folded, expanded]),
    folded,
    toggleFold: useCallback(() => choose({ fold: !folded }), [choose, folded]),
    // What folds by itself while a flow grows must not change under the reader's eyes.
    keepFold: useCallback(() => choose((now) => (now.fold === null ? { fold: folded } : now)), [choose, folded]),
    toggleLane: useCallback((lane: string) => setExpanded((now) => now.symmetricDifference(new Set([lane]))), []),
  };
}
