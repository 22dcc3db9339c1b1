/** The check of the doors where the data is: every route handler and every page goes through it; proxy.ts decides nothing. */
import { ServiceError } from '#lib/services/errors.ts';
import type { WebContext } from '#lib/web/context.ts';
import { refuse, type Access } from '#lib/web/doors.ts';

/** Throws `forbidden`, `unauthorised` or `unsupported-media-type`. */
export function authoriseRequest(request: Request, { settings }: Pick<WebContext, 'settings'>, access: Access): void {
  const refusal = refuse(request, settings, access, Date.now());
  if (refusal !== null) throw new ServiceError(refusal.code, refusal.reason);
}
