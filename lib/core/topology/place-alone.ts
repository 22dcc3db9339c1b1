import type { Box, Sized } from '#lib/core/topology/place-new.ts';

const GAP = { x: 26, y: 22 };
/** Between those that have edges and these. */
const BELOW = 56;
/** Of what there are only nodes without edges, the picture is as wide to its height. */
const WIDTH_TO_HEIGHT = 2;

/** In rows below the others and no wider than they are, in the order in which they come: a column of a hundred would make all of the picture too small to read. */
export function placeAlone(placed: ReadonlyMap<string, Box>, alone: readonly Sized[]): Map<string, Box> {
  const boxes = [...placed.values()];
  const left = boxes.length === 0 ? 0 : Math.min(...boxes.map(({ x }) => x));
  const right = boxes.length === 0 ? 0 : Math.max(...boxes.map(({ x, width }) => x + width));
  const top = boxes.length === 0 ? 0 : Math.max(...boxes.map(({ y, height }) => y + height)) + BELOW;
  const cell = { width: Math.max(0, ...alone.map(({ width }) => width)) + GAP.x, height: Math.max(0, ...alone.map(({ height }) => height)) + GAP.y };
  const square = Math.ceil(Math.sqrt((alone.length * WIDTH_TO_HEIGHT * cell.height) / cell.width));
  const columns = Math.max(1, square, Math.floor((right - left + GAP.x) / cell.width));
  return new Map(
    alone.map(({ id, width, height }, index) => [id, { x: left + (index % columns) * cell.width, y: top + Math.floor(index / columns) * cell.height, width, height }]),
  );
}
