import { routes } from '#lib/contracts/routes.ts';
import { readQuarantineBytes } from '#lib/services/quarantine/read.ts';
import { attachment } from '#lib/web/download.ts';
import { route } from '#lib/web/route.ts';

export const GET = route(routes.readQuarantinedBytes, async ({ params }, { store }) => {
  const bytes = await readQuarantineBytes(store, params.id);
  return attachment(bytes, `quarantine-${params.id}`, String(bytes.length));
});
