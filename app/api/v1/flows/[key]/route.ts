import { routes } from '#lib/contracts/routes.ts';
import { pack, PACKED_TYPE } from '#lib/core/packed/pack.ts';
import { oneFlow } from '#lib/services/flows/one.ts';
import { json, route } from '#lib/web/route.ts';

export const GET = route(routes.readFlow, async ({ params, request }, { store, conventions, settings }) => {
  const flow = await oneFlow(store, params.key, { conventions, displayLimit: settings.limits.displayLimit });
  const packed = request.headers.get('accept')?.includes(PACKED_TYPE) === true;
  return packed ? json(pack(flow), 200, { 'Content-Type': PACKED_TYPE, Vary: 'Accept' }) : flow;
});
