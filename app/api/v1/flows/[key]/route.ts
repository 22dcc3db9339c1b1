import { routes } from '#lib/contracts/routes.ts';
import { oneFlow } from '#lib/services/flows/one.ts';
import { route } from '#lib/web/route.ts';

export const GET = route(routes.readFlow, ({ params }, { store, settings }) => oneFlow(store, params.key, { displayLimit: settings.limits.displayLimit }));
