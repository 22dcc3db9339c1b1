/** Where a person goes after logging in: a path of this site, never another site, whatever the link said. */
export function safeNextPath(next: string | null | undefined): string {
  const fallback = '/flows';
  if (!next || !next.startsWith('/') || /[\u0000-\u001f\\]/.test(next)) return fallback;
  const base = 'http://here.invalid';
  const url = URL.parse(next, base);
  if (url === null || url.origin !== base || url.pathname.startsWith('//')) return fallback;
  if (/^\/(login|api)(\/|$)/.test(url.pathname)) return fallback;
  return url.pathname + url.search + url.hash;
}
