import { routes } from '#lib/contracts/routes.ts';
import { deadLetterMetrics } from '#lib/services/dead-letters/metrics.ts';
import { lagMetrics } from '#lib/services/lag/metrics.ts';
import { route } from '#lib/web/route.ts';

export const GET = route(routes.metrics, async (_input, { metrics, store }) => {
  const text = await metrics.registry.metrics();
  return new Response(`${text}\n${await lagMetrics(store)}\n${await deadLetterMetrics(store)}`, { headers: { 'Content-Type': metrics.registry.contentType, 'Cache-Control': 'no-store' } });
});
