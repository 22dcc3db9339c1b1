import { routes } from '#lib/contracts/routes.ts';
import { oneEvent } from '#lib/services/events/one.ts';
import { route } from '#lib/web/route.ts';

export const GET = route(routes.readEvent, ({ params, query }, { store, conventions }) =>
  oneEvent(store, { ...params, offset: BigInt(params.offset), incarnation: query.incarnation ?? null }, conventions),
);
