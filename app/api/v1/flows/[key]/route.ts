import { routes } from '#lib/contracts/routes.ts';
import { oneFlow } from '#lib/services/flows/one.ts';
import { route } from '#lib/web/route.ts';

export const GET = route(routes.readFlow, ({ params }, { store, conventions, settings }) => oneFlow(store, params.key, { conventions, displayLimit: settings.limits.displayLimit }));
