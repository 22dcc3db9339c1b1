import type { FlowStatus, KeyMatch } from '#lib/contracts/flows.ts';
import { brand } from '#lib/core/brand.ts';
import { rfc3339, type Micros } from '#lib/core/time.ts';
import type { QueryStore } from '#lib/store/query-store.ts';

/** Says beside each match what flow it is: one look-up by primary key for all. What has been joined to another flow since goes without; what is told already stays. */
export async function tellFlows(store: Pick<QueryStore, 'prisma'>, matches: readonly KeyMatch[]): Promise<KeyMatch[]> {
  if (matches.length === 0) return [];
  const ids = [...new Set(matches.map(({ flowId }) => flowId))];
  const rows = await store.prisma.flow.findMany({ where: { id: { in: ids } }, select: { id: true, kind: true, status: true, startedAt: true } });
  const flows = new Map(rows.map(({ id, kind, status, startedAt }) => [id, { kind, status: status as FlowStatus, startedAt: rfc3339(brand<Micros>(Number(startedAt))) }]));
  return matches.map((match) => {
    const flow = flows.get(match.flowId);
    return flow === undefined ? match : { flow, ...match };
  });
}
