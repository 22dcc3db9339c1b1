import { routes } from '#lib/contracts/routes.ts';
import { readGroupHistory } from '#lib/services/lag/history.ts';
import { route } from '#lib/web/route.ts';

export const GET = route(routes.groupHistory, ({ params, query }, { store }) => readGroupHistory(store, params.source, params.group, query));
