import { routes } from '#lib/contracts/routes.ts';
import { flowHistogram } from '#lib/services/flows/histogram.ts';
import { route } from '#lib/web/route.ts';

export const GET = route(routes.flowHistogram, ({ query }, { store }) => flowHistogram(store, query));
