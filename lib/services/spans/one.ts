import type { SpanDetail } from '#lib/contracts/records.ts';
import type { Conventions } from '#lib/core/conventions/conventions.ts';
import { readSpan } from '#lib/core/conventions/read-span.ts';
import { distinctSpans } from '#lib/core/flows/span-tree.ts';
import type { SpanRef } from '#lib/core/ids.ts';
import { ServiceError } from '#lib/services/errors.ts';
import { flowSpans } from '#lib/services/flows/wire.ts';
import { shownBy } from '#lib/services/spans/shown-by.ts';
import { readSpans } from '#lib/store/read-spans.ts';
import type { QueryStore } from '#lib/store/query-store.ts';

/** One span by its name, and a flow that shows it. Throws `not-found`. */
export async function oneSpan(store: Pick<QueryStore, 'pool' | 'prisma'>, ref: SpanRef, conventions: Conventions): Promise<SpanDetail> {
  const { traces } = await readSpans(store.pool, [ref.traceId], ({ spanId }) => spanId === ref.spanId, { keep: 1, scan: Infinity });
  const records = traces.flatMap(({ spans }) => spans).map((span) => ({ span, reading: readSpan(span, conventions) }));
  const [traced] = distinctSpans(records);
  if (traced === undefined) throw new ServiceError('not-found', 'There is no such span: it was not sampled, has not arrived, or is no longer kept.');
  const shown = await shownBy(store, ref);
  const [span] = flowSpans([{ span: traced }], new Map(), new Map([[traced, Math.max(0, (shown?.flows ?? 1) - 1)]]));
  return { span: span!, flowId: shown?.flowId ?? null };
}
