import { routes } from '#lib/contracts/routes.ts';
import { readGroupWaiting } from '#lib/services/lag/waiting.ts';
import { route } from '#lib/web/route.ts';

export const GET = route(routes.groupWaiting, ({ params, query }, { store }) => readGroupWaiting(store, params.source, params.group, query));
