import type { Link } from '#lib/core/topology/place-new.ts';

/** What can have led to a node, and what it can lead to, itself included. */
export function reach(id: string, links: readonly Link[]): { readonly up: ReadonlySet<string>; readonly down: ReadonlySet<string> } {
  return { up: follow(id, Map.groupBy(links, ({ to }) => to), ({ from }) => from), down: follow(id, Map.groupBy(links, ({ from }) => from), ({ to }) => to) };
}

function follow(id: string, links: ReadonlyMap<string, readonly Link[]>, next: (link: Link) => string): Set<string> {
  const seen = new Set([id]);
  for (const at of seen) for (const link of links.get(at) ?? []) seen.add(next(link));
  return seen;
}
