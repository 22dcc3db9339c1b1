import type { Judged } from '#lib/core/dead-letters/plan-replay.ts';
import type { PlanCounts } from '#lib/core/dead-letters/plan-summary.ts';

/** As the database counts them. */
export function countsOf(judged: readonly Judged[]): PlanCounts {
  const refused = judged.flatMap(({ id, refused: why }) => (why === null ? [] : [{ deadLetterId: id, ...why }]));
  return {
    targets: judged.flatMap(({ target }) => (target === null ? [] : [{ target, count: 1 }])),
    refusedByReason: Object.fromEntries([...Map.groupBy(refused, ({ reason }) => reason)].map(([reason, of]) => [reason, of.length])),
    refused,
  };
}
