import { routes } from '#lib/contracts/routes.ts';
import { readHealth } from '#lib/services/health/read.ts';
import { json, route } from '#lib/web/route.ts';

export const GET = route(routes.health, async (_input, { store }) => {
  const health = await readHealth(store, Date.now());
  return json(health, health.status === 'down' ? 503 : 200);
});
