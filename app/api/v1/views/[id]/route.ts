import { routes } from '#lib/contracts/routes.ts';
import { changeView } from '#lib/services/views/change.ts';
import { deleteView } from '#lib/services/views/delete.ts';
import { route } from '#lib/web/route.ts';

export const PATCH = route(routes.changeView, ({ params, body }, { store }) => changeView(store, params.id, body));

export const DELETE = route(routes.deleteView, ({ params }, { store }) => deleteView(store, params.id));
