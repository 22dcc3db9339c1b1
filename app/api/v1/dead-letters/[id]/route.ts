import { routes } from '#lib/contracts/routes.ts';
import { readDeadLetter } from '#lib/services/dead-letters/read.ts';
import { route } from '#lib/web/route.ts';

export const GET = route(routes.readDeadLetter, ({ params }, { store, conventions }) => readDeadLetter(store, params.id, conventions));
