/** Where a time stands in the picture: straight through busy time, and a strip of fixed width for each fold. */
import type { Segment } from '#lib/core/timeline/fold.ts';

export interface Scale {
  /** Pixels from the beginning of the flow. */
  x(time: number): number;
  /** The time at a pixel; beyond the ends it goes on straight. */
  time(x: number): number;
  readonly width: number;
  readonly folds: readonly { readonly from: number; readonly to: number; readonly x: number; readonly width: number }[];
  /** The busy stretches between folds, with where they begin. */
  readonly stretches: readonly { readonly from: number; readonly to: number; readonly x: number; readonly width: number }[];
}

/** The time that is drawn at length, in microseconds; never 0, so that one instant still has a scale. */
export function drawnLength(segments: readonly Segment[]): number {
  return Math.max(1, segments.reduce((sum, { from, to, fold }) => (fold ? sum : sum + to - from), 0));
}

export function makeScale(segments: readonly Segment[], pxPerMicro: number, foldPx: number): Scale {
  const pieces: { from: number; to: number; x: number; width: number; fold: boolean }[] = [];
  let width = 0;
  for (const { from, to, fold } of segments) {
    const piece = fold ? foldPx : (to - from) * pxPerMicro;
    pieces.push({ from, to, x: width, width: piece, fold });
    width += piece;
  }
  const start = pieces[0]?.from ?? 0;
  const end = pieces.at(-1)?.to ?? start;

  const find = (ends: (piece: (typeof pieces)[number]) => number, value: number): (typeof pieces)[number] | undefined => {
    let low = 0;
    let high = pieces.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (ends(pieces[middle]!) < value) low = middle + 1;
      else high = middle;
    }
    return pieces[low];
  };

  return {
    width,
    folds: pieces.filter((piece) => piece.fold),
    stretches: pieces.filter((piece) => !piece.fold),
    x(time) {
      if (time <= start) return (time - start) * pxPerMicro;
      if (time >= end) return width + (time - end) * pxPerMicro;
      const piece = find(({ to }) => to, time)!;
      return piece.x + (piece.to === piece.from ? 0 : ((time - piece.from) / (piece.to - piece.from)) * piece.width);
    },
    time(x) {
      if (x <= 0) return start + x / pxPerMicro;
      if (x >= width) return end + (x - width) / pxPerMicro;
      const piece = find((each) => each.x + each.width, x)!;
      return piece.from + (piece.width === 0 ? 0 : ((x - piece.x) / piece.width) * (piece.to - piece.from));
    },
  };
}

/** The scale at which everything fits `width`; strips give way when there are many. */
export function fit(segments: readonly Segment[], width: number): { readonly pxPerMicro: number; readonly foldPx: number } {
  const folds = segments.filter(({ fold }) => fold).length;
  const foldPx = folds === 0 ? 0 : Math.max(8, Math.min(58, (width * 0.5) / folds));
  return { pxPerMicro: Math.max(width - folds * foldPx, width * 0.2) / drawnLength(segments), foldPx };
}
