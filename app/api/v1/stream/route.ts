import { routes } from '#lib/contracts/routes.ts';
import { route } from '#lib/web/route.ts';

/** `no-transform` and `X-Accel-Buffering` keep compression and proxies from holding messages back. */
const HEADERS = { 'Content-Type': 'text/event-stream; charset=utf-8', 'Cache-Control': 'no-cache, no-transform', 'X-Accel-Buffering': 'no' };

export const GET = route(routes.stream, async ({ query, request }, { live }) => new Response(await live.open(query.channels, request.signal), { headers: HEADERS }));
