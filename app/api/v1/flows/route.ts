import { routes } from '#lib/contracts/routes.ts';
import { listFlows } from '#lib/services/flows/list.ts';
import { route } from '#lib/web/route.ts';

export const GET = route(routes.listFlows, ({ query }, { store }) => listFlows(store, query));
