import { routes } from '#lib/contracts/routes.ts';
import { listTopics } from '#lib/services/topics/list.ts';
import { route } from '#lib/web/route.ts';

export const GET = route(routes.listTopics, ({ query }, { store, conventions }) => listTopics(store, conventions, query));
