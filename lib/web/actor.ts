import type { Actor } from '#lib/services/dead-letters/actor.ts';
import type { WebContext } from '#lib/web/context.ts';
import { addressOf } from '#lib/web/peer.ts';

/** Who asks, as the audit log names them until there are users: there is one token, or none and then only this machine is let in. */
export const actorOf = ({ headers }: Request, { settings }: Pick<WebContext, 'settings'>): Actor => ({ name: settings.token === null ? 'local' : 'shared token', address: addressOf(headers) });
