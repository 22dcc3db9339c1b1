import { routes } from '#lib/contracts/routes.ts';
import { openApiDocument } from '#lib/web/openapi.ts';
import { route } from '#lib/web/route.ts';

export const GET = route(routes.openapi, () => Promise.resolve(openApiDocument()));
