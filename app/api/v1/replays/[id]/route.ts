import { routes } from '#lib/contracts/routes.ts';
import { readReplay } from '#lib/services/replays/read.ts';
import { route } from '#lib/web/route.ts';

export const GET = route(routes.readReplay, ({ params }, { store }) => readReplay(store, params.id));
