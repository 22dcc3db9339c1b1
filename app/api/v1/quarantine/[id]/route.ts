import { routes } from '#lib/contracts/routes.ts';
import { readQuarantineEntry } from '#lib/services/quarantine/read.ts';
import { route } from '#lib/web/route.ts';

export const GET = route(routes.readQuarantined, ({ params }, { store }) => readQuarantineEntry(store, params.id));
