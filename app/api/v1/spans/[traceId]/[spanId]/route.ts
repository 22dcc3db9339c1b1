import { routes } from '#lib/contracts/routes.ts';
import { brand } from '#lib/core/brand.ts';
import type { SpanId, TraceId } from '#lib/core/ids.ts';
import { oneSpan } from '#lib/services/spans/one.ts';
import { route } from '#lib/web/route.ts';

export const GET = route(routes.readSpan, ({ params: { traceId, spanId } }, { store, conventions }) => oneSpan(store, { traceId: brand<TraceId>(traceId), spanId: brand<SpanId>(spanId) }, conventions));
