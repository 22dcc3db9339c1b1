import { routes } from '#lib/contracts/routes.ts';
import { searchKeys } from '#lib/services/flows/search.ts';
import { route } from '#lib/web/route.ts';

export const GET = route(routes.search, ({ query }, { store }) => searchKeys(store, query.q));
