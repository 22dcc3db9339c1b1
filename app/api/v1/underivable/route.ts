import { routes } from '#lib/contracts/routes.ts';
import { readUnderivable } from '#lib/services/health/underivable.ts';
import { route } from '#lib/web/route.ts';

export const GET = route(routes.listUnderivable, (_, { store }) => readUnderivable(store));
