import { routes } from '#lib/contracts/routes.ts';
import { brand } from '#lib/core/brand.ts';
import type { SpanId, TraceId } from '#lib/core/ids.ts';
import { flowsOfSpan } from '#lib/services/spans/flows.ts';
import { route } from '#lib/web/route.ts';

export const GET = route(routes.listFlowsOfSpan, ({ params: { traceId, spanId }, query }, { store }) => flowsOfSpan(store, { traceId: brand<TraceId>(traceId), spanId: brand<SpanId>(spanId) }, query));
