import type { FlowFacets, FlowFilter } from '#lib/contracts/flows.ts';
import { microsFromMillis } from '#lib/core/time.ts';
import { flowConditions } from '#lib/services/flows/where.ts';
import type { Store } from '#lib/store/store.ts';

/** Of so many of the newest flows, kinds, services and topics are counted: enough for a choice, and a bound for the work. How many failed is told exactly. */
const MOST_COUNTED = 20_000;
/** Values of one facet, the most frequent first. */
const MOST_VALUES = 100;

type Facet = 'status' | 'kind' | 'service' | 'topic';

interface Row {
  readonly facet: Facet;
  readonly value: string;
  readonly count: number;
}

/** How many flows there are by status, kind, service and topic under these filters. */
export async function flowFacets(store: Pick<Store, 'prisma'>, filter: FlowFilter, nowMs: number = Date.now()): Promise<FlowFacets> {
  const conditions = flowConditions(filter, microsFromMillis(nowMs));
  const rows = await store.prisma.$queryRaw<Row[]>`
    WITH matching AS MATERIALIZED (
      SELECT f.status, f.kind, f.services, f.topics
      FROM flow f
      WHERE ${conditions}
      ORDER BY f.started_at DESC
      LIMIT ${MOST_COUNTED}
    )
    (SELECT 'status' AS facet, f.status AS value, count(*)::int AS count FROM flow f WHERE ${conditions} GROUP BY 2 ORDER BY 3 DESC, 2)
    UNION ALL (SELECT 'kind', kind, count(*)::int FROM matching GROUP BY 2 ORDER BY 3 DESC, 2 LIMIT ${MOST_VALUES})
    UNION ALL (SELECT 'service', s, count(*)::int FROM matching, unnest(services) s GROUP BY 2 ORDER BY 3 DESC, 2 LIMIT ${MOST_VALUES})
    UNION ALL (SELECT 'topic', t, count(*)::int FROM matching, unnest(topics) t GROUP BY 2 ORDER BY 3 DESC, 2 LIMIT ${MOST_VALUES})`;
  const of = (facet: Facet) => rows.filter((row) => row.facet === facet).map(({ value, count }) => ({ value, count }));
  const total = of('status').reduce((sum, { count }) => sum + count, 0);
  return {
    status: of('status'),
    kind: of('kind'),
    service: of('service'),
    topic: of('topic'),
    total,
    atLeast: false,
    truncated: total > MOST_COUNTED,
    counted: Math.min(total, MOST_COUNTED),
  };
}
