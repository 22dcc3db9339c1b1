import { routes } from '#lib/contracts/routes.ts';
import { readTopology } from '#lib/services/topology/read.ts';
import { route } from '#lib/web/route.ts';

export const GET = route(routes.topology, ({ query }, { store }) => readTopology(store, query));
