import { pack } from '#lib/core/packed/pack.ts';
import { ServiceError } from '#lib/services/errors.ts';
import type { LocatedFlow } from '#lib/services/flows/locate.ts';
import { readLocated } from '#lib/services/flows/read.ts';
import type { WebContext } from '#lib/web/context.ts';
import { locating } from '#lib/web/locating.ts';
import type { FlowForm } from '#lib/web/flow-thread/message.ts';

/** The JSON of a flow; of a large one gzipped, as UTF-8. Throws `not-found` where it has been joined to another since it was located. */
export async function flowBody(context: WebContext, flow: LocatedFlow, form: FlowForm): Promise<string | Uint8Array<ArrayBuffer>> {
  const body = flow.row === null ? await context.flowThread.read(flow.id, form) : await readHere(context, flow, form);
  if (body === null) throw new ServiceError('not-found', 'No flow has this key.');
  return body;
}

async function readHere(context: WebContext, flow: LocatedFlow, form: FlowForm): Promise<string | null> {
  const read = await readLocated(context.store, { matches: [], flow }, { ...locating(context), displayLimit: context.settings.limits.displayLimit });
  if (read === null || !('found' in read)) return null;
  return JSON.stringify(form === 'packed' ? pack(read.found) : read.found);
}
