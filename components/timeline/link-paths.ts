/** All lines between marks as a handful of paths: thousands of lines cost a handful of elements. */
import { barHeight, ringRadius, rowMiddle, type Link, type Picture } from '#lib/core/timeline/picture.ts';
import type { View } from '#lib/core/timeline/visible.ts';

export type LinkLook = 'plain' | 'bad' | 'skewed' | 'weak' | 'inferred' | 'selected';

export interface LinkPath {
  readonly look: LinkLook;
  readonly lines: string;
  /** Arrowheads, filled. */
  readonly heads: string;
  readonly count: number;
}

const HEAD = 5;
/** More lines than this tell nothing any more, and cost a lot to paint. */
const MOST_LINES = 1_500;

function lookOf(picture: Picture, link: Link): LinkLook {
  const target = picture.marks[link.to]!;
  if (link.kind === 'follows') return 'weak';
  if (link.skewed) return 'skewed';
  if (link.kind === 'dead-letter' || (target.kind === 'road' && target.deadLetter)) return 'bad';
  return picture.marks[link.from]!.kind === 'road' && target.kind === 'road' ? 'inferred' : 'plain';
}

/** How far a mark reaches from the middle of its row towards the other end of a line. */
function reach(picture: Picture, index: number): number {
  const mark = picture.marks[index]!;
  const lane = picture.lanes[mark.lane]!;
  return mark.kind === 'road' ? ringRadius(lane) + 0.5 : barHeight(lane) / 2;
}

export function linkPaths(picture: Picture, view: View, selected: number | null): LinkPath[] {
  const lines = new Map<LinkLook, { lines: string[]; heads: string[] }>();
  const drawn = new Set<string>();
  for (const link of picture.links) {
    const [from, to] = [picture.marks[link.from]!, picture.marks[link.to]!];
    const isSelected = selected !== null && (from.record === selected || to.record === selected);
    if (drawn.size > MOST_LINES && !isSelected) continue;
    const [fromLane, toLane] = [picture.lanes[from.lane]!, picture.lanes[to.lane]!];
    const [fromY, toY] = [rowMiddle(fromLane, from.row), rowMiddle(toLane, to.row)];
    if (Math.max(fromY, toY) < view.top || Math.min(fromY, toY) > view.bottom) continue;
    const [leaves, arrives] = [view.x(link.leaves), view.x(link.arrives)];
    if (Math.max(leaves, arrives) < 0 || Math.min(leaves, arrives) > view.width) continue;

    const look = isSelected ? 'selected' : lookOf(picture, link);
    const key = `${look} ${leaves >> 2} ${arrives >> 2} ${fromY} ${toY}`;
    if (drawn.has(key)) continue;
    drawn.add(key);

    const paths = lines.get(look) ?? { lines: [], heads: [] };
    lines.set(look, paths);
    const down = Math.sign(toY - fromY) || 1;
    const x = clamp(leaves, view.width);
    // A road is drawn along its lane, so a line leaves it from its middle; a bar is left at its edge.
    const start = fromY + (from.kind === 'road' ? 0 : down * reach(picture, link.from));
    if (arrives - leaves < -1) {
      // Against time, as wrong clocks tell it.
      const end = clamp(arrives, view.width);
      const landing = toY - down * reach(picture, link.to);
      paths.lines.push(`M${round(clamp(leaves, view.width))} ${start}L${round(end)} ${landing}`);
      paths.heads.push(`M${round(end)} ${landing}l${HEAD * 1.4} ${-down * HEAD * 0.2}l${-HEAD * 0.5} ${-down * HEAD}z`);
    } else if (arrives - leaves < 1) {
      const end = toY - down * reach(picture, link.to);
      paths.lines.push(`M${round(x)} ${start}V${end}`);
      if (to.kind !== 'road') paths.heads.push(`M${round(x)} ${end}l${-HEAD / 1.6} ${-down * HEAD}h${HEAD * 1.25}z`);
    } else {
      const end = clamp(arrives, view.width) - (to.kind === 'road' ? reach(picture, link.to) : 0);
      paths.lines.push(`M${round(x)} ${start}V${toY}H${round(end)}`);
      if (to.kind !== 'road') paths.heads.push(`M${round(end)} ${toY}l${-HEAD} ${-HEAD / 1.6}v${HEAD * 1.25}z`);
    }
  }
  return [...lines].map(([look, paths]) => ({ look, lines: paths.lines.join(''), heads: paths.heads.join(''), count: paths.lines.length }));
}

/** Browsers draw badly what lies far outside; lines stop a little beyond the edges. */
const clamp = (x: number, width: number): number => Math.min(Math.max(x, -50), width + 50);
const round = (x: number): number => Math.round(x * 10) / 10;
