import { routes } from '#lib/contracts/routes.ts';
import { readLeftOut } from '#lib/services/health/left-out.ts';
import { route } from '#lib/web/route.ts';

export const GET = route(routes.listLeftOut, (_, { store }) => readLeftOut(store));
