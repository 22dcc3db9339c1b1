import { routes } from '#lib/contracts/routes.ts';
import { flowsOfEvent } from '#lib/services/events/flows.ts';
import { route } from '#lib/web/route.ts';

export const GET = route(routes.listFlowsOfEvent, ({ params, query: { incarnation, ...page } }, { store }) =>
  flowsOfEvent(store, { ...params, offset: BigInt(params.offset), incarnation: incarnation ?? null }, page),
);
