import { pack } from '#lib/core/packed/pack.ts';
import { ServiceError } from '#lib/services/errors.ts';
import { isLargeFlow } from '#lib/services/flows/large.ts';
import { readFlow } from '#lib/services/flows/read.ts';
import type { WebContext } from '#lib/web/context.ts';
import type { FlowForm } from '#lib/web/flow-thread/message.ts';

/** The JSON of a flow. Throws `not-found` where it has been joined to another since its id was found. */
export async function flowBody(context: WebContext, flowId: string, form: FlowForm): Promise<string | Uint8Array<ArrayBuffer>> {
  const body = (await isLargeFlow(context.store, flowId)) ? await context.flowThread.read(flowId, form) : await readHere(context, flowId, form);
  if (body === null) throw new ServiceError('not-found', 'No flow has this key.');
  return body;
}

async function readHere({ store, conventions, settings }: WebContext, flowId: string, form: FlowForm): Promise<string | null> {
  const read = await readFlow(store, flowId, { conventions, displayLimit: settings.limits.displayLimit });
  if (read === null || !('found' in read)) return null;
  return JSON.stringify(form === 'packed' ? pack(read.found) : read.found);
}
