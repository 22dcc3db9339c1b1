import { routes } from '#lib/contracts/routes.ts';
import { topicMessages } from '#lib/services/topics/messages.ts';
import { route } from '#lib/web/route.ts';

export const GET = route(routes.topicMessages, ({ params, query }, { store }) => topicMessages(store, params.source, params.topic, query));
