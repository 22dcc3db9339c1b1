import { routes } from '#lib/contracts/routes.ts';
import { tryMessage } from '#lib/services/conventions/try.ts';
import { route } from '#lib/web/route.ts';

export const POST = route(routes.tryConventions, async ({ body }, { settings }) => tryMessage(body, settings));
