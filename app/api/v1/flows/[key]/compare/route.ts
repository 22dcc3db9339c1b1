import { routes } from '#lib/contracts/routes.ts';
import { compareFlow } from '#lib/services/flows/compare.ts';
import { route } from '#lib/web/route.ts';

export const GET = route(routes.compareFlow, ({ params, query }, { store }) => compareFlow(store, params.key, query.with));
