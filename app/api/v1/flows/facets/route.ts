import { routes } from '#lib/contracts/routes.ts';
import { flowFacets } from '#lib/services/flows/facets.ts';
import { route } from '#lib/web/route.ts';

export const GET = route(routes.flowFacets, ({ query }, { store }) => flowFacets(store, query));
