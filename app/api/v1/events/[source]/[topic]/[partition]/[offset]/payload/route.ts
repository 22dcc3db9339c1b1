import { routes } from '#lib/contracts/routes.ts';
import { readEventValue } from '#lib/services/events/read-value.ts';
import { attachment } from '#lib/web/download.ts';
import { route } from '#lib/web/route.ts';
import { wholePayload } from '#lib/web/whole-payload.ts';

export const GET = route(routes.readEventPayload, async ({ params, query, request }, { store, settings }) => {
  const name = `${params.topic}-${params.partition}-${params.offset}`;
  const found = await readEventValue(store, { ...params, offset: BigInt(params.offset), incarnation: query.incarnation ?? null });
  if (found.kept === 'whole') return attachment(found.value, name, found.value === null ? null : String(found.value.length));
  return wholePayload(settings, found.at, name, request.signal);
});
