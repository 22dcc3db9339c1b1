import type { FailureGroupDetail } from '#lib/contracts/dead-letters.ts';
import { expectations } from '#lib/core/baseline/expect.ts';
import { brand } from '#lib/core/brand.ts';
import { stepName } from '#lib/core/flows/outline.ts';
import type { Micros } from '#lib/core/time.ts';
import { readSummaries, summaryColumns, type SummaryRow } from '#lib/services/flows/summary.ts';
import { readBaselineAt } from '#lib/store/baselines.ts';
import { openFlowsOfGroup } from '#lib/store/dead-letter-list.ts';
import type { ListedFailureGroup } from '#lib/store/failure-groups.ts';
import { unpackOutline, type PackedOutline } from '#lib/store/packed-flow.ts';
import type { QueryStore } from '#lib/store/query-store.ts';
import type { Store } from '#lib/store/store.ts';

const MOST_SHOWN = 20;
/** Of these one looks what usually follows and did not. */
const MOST_LOOKED_AT = 200;
const MOST_STEPS = 20;

type Row = SummaryRow & { readonly outline: PackedOutline | null; readonly observed_at: bigint };
type NeverHappened = FailureGroupDetail['stopped']['neverHappened'];

/** The flows that the open dead letters of a group stopped, and what usually follows in flows of their kind and never did in them. */
export async function stoppedFlows(store: Pick<QueryStore, 'pool' | 'prisma'>, group: ListedFailureGroup): Promise<FailureGroupDetail['stopped']> {
  const ids = await openFlowsOfGroup(store.pool, group.id, MOST_LOOKED_AT);
  const found = await store.prisma.$queryRaw<Row[]>`SELECT ${summaryColumns}, f.outline, f.observed_at FROM flow f WHERE f.id = ANY(${ids}::text[])`;
  const rows = found.toSorted((a, b) => ids.indexOf(a.id) - ids.indexOf(b.id));
  return { flows: await readSummaries(store, rows.slice(0, MOST_SHOWN)), total: group.flows, neverHappened: await neverHappened(store, rows) };
}

async function neverHappened({ pool }: Pick<Store, 'pool'>, rows: readonly Row[]): Promise<NeverHappened> {
  const steps = new Map<string, { topic: string; type: string | null; service: string | null; flows: number; usualShare: number }>();
  for (const [kind, flows] of Map.groupBy(rows, ({ kind: each }) => each)) {
    // What is known of the kind by now: other than a flow's status, this is nothing that must stay as it was.
    const latest = brand<Micros>(flows.reduce((most, { observed_at: at }) => Math.max(most, Number(at)), 0));
    const learned = (await readBaselineAt(pool, kind, latest))?.learned ?? null;
    for (const { outline } of flows) {
      for (const { step, share } of outline === null ? [] : expectations(unpackOutline(outline), learned)) {
        const known = steps.get(stepName(step)) ?? { topic: step.topic, type: step.type, service: step.service, flows: 0, usualShare: share };
        steps.set(stepName(step), { ...known, flows: known.flows + 1, usualShare: Math.min(known.usualShare, share) });
      }
    }
  }
  return [...steps.values()].toSorted((a, b) => b.flows - a.flows || b.usualShare - a.usualShare || (a.topic < b.topic ? -1 : 1)).slice(0, MOST_STEPS);
}
