import { headers } from 'next/headers';
import { notFound, redirect } from 'next/navigation';
import { webContext, type WebContext } from '#lib/web/context.ts';
import { refuse } from '#lib/web/doors.ts';
import { safeNextPath } from '#lib/web/next-path.ts';
import { PATH_HEADER } from '#lib/web/path-header.ts';

/**
 * The first line of every page but the login page: nothing is read before it. Returns what the page reads from.
 * Whoever is not logged in goes to the login page, and comes back from there.
 */
export async function authorisePage(): Promise<WebContext> {
  const context = webContext();
  const asked = await headers();
  const refusal = refuse({ method: 'GET', headers: asked }, context.settings, 'authorised', Date.now());
  if (refusal === null) return context;
  if (refusal.code === 'unauthorised') redirect(`/login?next=${encodeURIComponent(safeNextPath(asked.get(PATH_HEADER)))}`);
  notFound(); // proxy.ts has told a foreign caller the reason; this is for one that got past it
}
