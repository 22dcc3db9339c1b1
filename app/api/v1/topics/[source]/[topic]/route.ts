import { routes } from '#lib/contracts/routes.ts';
import { readTopic } from '#lib/services/topics/read.ts';
import { route } from '#lib/web/route.ts';

export const GET = route(routes.readTopic, ({ params, query }, { store, conventions }) => readTopic(store, conventions, params.source, params.topic, query));
