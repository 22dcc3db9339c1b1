import { routes } from '#lib/contracts/routes.ts';
import { previewItem } from '#lib/services/replays/preview.ts';
import { route } from '#lib/web/route.ts';

export const GET = route(routes.previewReplayItem, ({ params }, { store, conventions }) => previewItem(store, params.id, params.item, conventions.deadLetterHeaders));
