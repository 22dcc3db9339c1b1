import { routes } from '#lib/contracts/routes.ts';
import { listGroups } from '#lib/services/lag/list.ts';
import { route } from '#lib/web/route.ts';

export const GET = route(routes.listConsumerGroups, ({ query }, { store }) => listGroups(store, query));
