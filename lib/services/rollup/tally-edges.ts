import type pg from 'pg';
import type { Summary } from '#lib/core/flows/summary.ts';
import type { Micros } from '#lib/core/time.ts';
import type { EdgeName } from '#lib/core/topology/edge.ts';
import { EdgeDelta, partOf } from '#lib/core/topology/edge-delta.ts';
import type { Derived } from '#lib/services/rollup/derive.ts';
import { dropParts, ownerOfFlow, ownerOfShared, readParts, takeGone, unshownSegments, writeEdgeNames, writeParts, type EdgePart } from '#lib/store/edge-parts.ts';
import { addToTallies } from '#lib/store/edge-tallies.ts';

/** Flows that were written now, and what stood in their place. */
export type Written = Pick<Derived, 'oldIds' | 'oldShared'> & { readonly flows: readonly Summary[] };

/**
 * Counts what the derived flows add to the edges of the topology, less what was counted for them before; `null` where nothing was derived and only
 * what went away is taken from the tallies. The flows must be written already. The tallies come last in the transaction: whoever holds flows never waits for them.
 */
export async function tallyEdges(client: pg.ClientBase, written: Written | null, { version, now }: { readonly version: bigint; readonly now: Micros }): Promise<void> {
  const delta = new EdgeDelta();
  const names = new Map<bigint, EdgeName>();
  if (written !== null) {
    const parts = partsOf(written, names);
    for (const part of await readParts(client, parts.map(({ owner }) => owner))) delta.add(part, -1);
    for (const { part } of parts) delta.add(part, 1);
    await writeEdgeNames(client, names, now);
    await writeParts(client, parts, version);
    await dropParts(client, await ownersGone(client, written));
  }
  for (const part of await takeGone(client)) delta.add(part, -1);
  await addToTallies(client, delta.tallies());
}

/** In the order of their owners, in which retention takes them too. */
function partsOf({ flows }: Written, names: Map<bigint, EdgeName>): EdgePart[] {
  const parts = new Map<bigint, EdgePart>();
  for (const { id, observedAt, edges } of flows) {
    const owner = ownerOfFlow(id);
    parts.set(owner, { owner, observedAt, part: partOf(edges.own, names) });
    for (const { traceId, segment, counts, observedAt: seenAt } of edges.shared) {
      const of = ownerOfShared({ trace: traceId, segment });
      if (!parts.has(of)) parts.set(of, { owner: of, observedAt: seenAt, part: partOf(counts, names) });
    }
  }
  return [...parts.values()].toSorted((a, b) => (a.owner < b.owner ? -1 : 1));
}

async function ownersGone(client: pg.ClientBase, { flows, oldIds, oldShared }: Written): Promise<bigint[]> {
  const kept = new Set<string>(flows.map(({ id }) => id));
  const shown = new Set(flows.flatMap(({ segments }) => segments.flatMap((segment) => (segment.shared ? [ownerOfShared(segment)] : []))));
  const before = new Map(oldShared.map((segment) => [ownerOfShared(segment), segment]));
  const unshown = await unshownSegments(client, [...before].flatMap(([owner, segment]) => (shown.has(owner) ? [] : [segment])));
  return [...oldIds.filter((id) => !kept.has(id)).map(ownerOfFlow), ...unshown.map(ownerOfShared)];
}
