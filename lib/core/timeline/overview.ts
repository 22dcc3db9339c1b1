/** The whole flow in a strip: where there is work and where messages wait, lane by lane, and where something failed. */
import type { Picture } from '#lib/core/timeline/picture.ts';

export interface Stretch {
  readonly x: number;
  readonly width: number;
  /** Index of the lane. */
  readonly lane: number;
}

export interface Overview {
  readonly work: readonly Stretch[];
  readonly roads: readonly Stretch[];
  /** Pixels at which something failed or was given up, at most one each. */
  readonly failed: readonly number[];
}

/** Pixels. Neighbours of a lane closer than this are one. */
const GAP = 2;

/** @param x the pixel of a time, within `width` for all of the flow; linear in marks, and never more than a few stretches a pixel and lane */
export function overviewOf(picture: Picture, x: (time: number) => number, width: number): Overview {
  const work: Stretch[] = [];
  const roads: Stretch[] = [];
  const failed = new Set<number>();
  for (const [lane, { kind, rows }] of picture.lanes.entries()) {
    // A lane's marks by pixel: where any of its rows has one.
    const covered = new Uint8Array(Math.ceil(width) + 1);
    for (const row of rows) {
      for (const mark of row) {
        if (mark.kind === 'missing') continue;
        const from = Math.max(0, Math.floor(x(mark.from)));
        const to = Math.min(covered.length - 1, Math.max(from, Math.floor(x(mark.to))));
        covered.fill(1, from, to + 1);
        if (mark.error) failed.add(from);
      }
    }
    // What only commits tell of was read at some time within it, and is no work that long.
    const stretches = kind === 'service' ? work : roads;
    for (let at = 0; at < covered.length; at++) {
      if (covered[at] === 0) continue;
      const start = at;
      let end = at;
      for (; at < covered.length && at - end <= GAP; at++) if (covered[at] === 1) end = at;
      stretches.push({ x: start, width: end + 1 - start, lane });
    }
  }
  return { work, roads, failed: [...failed].sort((a, b) => a - b) };
}
