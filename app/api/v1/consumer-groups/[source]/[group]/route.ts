import { routes } from '#lib/contracts/routes.ts';
import { readGroup } from '#lib/services/lag/read.ts';
import { route } from '#lib/web/route.ts';

export const GET = route(routes.readConsumerGroup, ({ params }, { store }) => readGroup(store, params.source, params.group));
