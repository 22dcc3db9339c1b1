import type { Box, Link } from '#lib/core/topology/place-new.ts';

const middle = (box: Box): { x: number; y: number } => ({ x: box.x + box.width / 2, y: box.y + box.height / 2 });
/** What stands aside is further away than what stands straight ahead. */
const ASIDE = 3;

/** Where an arrow key leads from a node: right and left along the edges, up and down to the nearest. Null where nothing is there, or the key is no arrow. */
export function step(from: string, key: string, places: ReadonlyMap<string, Box>, links: readonly Link[]): string | null {
  const start = places.get(from);
  if (start === undefined) return null;
  const candidates =
    key === 'ArrowRight' ? links.flatMap((link) => (link.from === from ? [link.to] : []))
    : key === 'ArrowLeft' ? links.flatMap((link) => (link.to === from ? [link.from] : []))
    : key === 'ArrowDown' || key === 'ArrowUp' ? [...places.keys()].filter((id) => isTowards(start, places.get(id), key))
    : [];
  const isVertical = key === 'ArrowDown' || key === 'ArrowUp';
  const at = middle(start);
  const distance = (id: string): number => {
    const box = places.get(id);
    if (box === undefined) return Infinity;
    const to = middle(box);
    return Math.hypot((to.x - at.x) * (isVertical ? ASIDE : 1), (to.y - at.y) * (isVertical ? 1 : ASIDE));
  };
  return candidates.filter((id) => id !== from && places.has(id)).toSorted((a, b) => distance(a) - distance(b) || (a < b ? -1 : 1))[0] ?? null;
}

const isTowards = (start: Box, box: Box | undefined, key: string): boolean => box !== undefined && (key === 'ArrowDown' ? middle(box).y > middle(start).y + 1 : middle(box).y < middle(start).y - 1);
