import { routes } from '#lib/contracts/routes.ts';
import { compareFlow } from '#lib/services/flows/compare.ts';
import { locating } from '#lib/web/locating.ts';
import { route } from '#lib/web/route.ts';

export const GET = route(routes.compareFlow, ({ params, query }, context) => compareFlow(context.store, params.key, query.with, locating(context)));
