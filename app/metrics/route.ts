import { routes } from '#lib/contracts/routes.ts';
import { route } from '#lib/web/route.ts';

export const GET = route(routes.metrics, async (_input, { metrics }) => {
  const text = await metrics.registry.metrics();
  return new Response(text, { headers: { 'Content-Type': metrics.registry.contentType, 'Cache-Control': 'no-store' } });
});
