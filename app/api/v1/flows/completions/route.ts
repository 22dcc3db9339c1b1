import { routes } from '#lib/contracts/routes.ts';
import { flowCompletions } from '#lib/services/flows/completions.ts';
import { route } from '#lib/web/route.ts';

export const GET = route(routes.flowCompletions, ({ query }, { store }) => flowCompletions(store, query));
