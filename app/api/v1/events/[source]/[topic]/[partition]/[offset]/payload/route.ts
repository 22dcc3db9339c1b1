import { routes } from '#lib/contracts/routes.ts';
import { readEventValue } from '#lib/services/events/read-value.ts';
import { download } from '#lib/web/download.ts';
import { route } from '#lib/web/route.ts';

export const GET = route(routes.readEventPayload, async ({ params, query }, { store }) => {
  const value = await readEventValue(store, { ...params, offset: BigInt(params.offset), incarnation: query.incarnation ?? null });
  return download(value, `${params.topic}-${params.partition}-${params.offset}`);
});
