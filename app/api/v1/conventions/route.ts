import { routes } from '#lib/contracts/routes.ts';
import { describeConventions } from '#lib/services/conventions/describe.ts';
import { route } from '#lib/web/route.ts';

export const GET = route(routes.readConventions, (_input, { settings }) => Promise.resolve(describeConventions(settings)));
