import { routes } from '#lib/contracts/routes.ts';
import { listQuarantine } from '#lib/services/quarantine/list.ts';
import { route } from '#lib/web/route.ts';

export const GET = route(routes.listQuarantine, ({ query }, { store }) => listQuarantine(store, query));
