import { routes } from '#lib/contracts/routes.ts';
import { createView } from '#lib/services/views/create.ts';
import { listViews } from '#lib/services/views/list.ts';
import { route } from '#lib/web/route.ts';

export const GET = route(routes.listViews, (_, { store }) => listViews(store));

export const POST = route(routes.createView, ({ body }, { store }) => createView(store, body));
