import { routes } from '#lib/contracts/routes.ts';
import { readHealth } from '#lib/services/health/read.ts';
import { askCollector } from '#lib/web/ask-collector.ts';
import { json, route } from '#lib/web/route.ts';

export const GET = route(routes.health, async (_input, { store, settings }) => {
  const health = await readHealth(store, askCollector(settings));
  return json(health, health.status === 'down' ? 503 : 200);
});
