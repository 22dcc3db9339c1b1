/** The rule of the doors: without a shared token everything listens on loopback only. */
import type { Fault } from '#lib/env/settings.ts';

export const isLoopback = (host: string): boolean => /^(localhost|127(\.\d{1,3}){3}|::1|\[::1\])$/i.test(host);

/** A fault for each host that would open a door without a token. */
export function doorFaults(hosts: Readonly<Record<string, string>>, token: string | null): Fault[] {
  if (token !== null) return [];
  return Object.entries(hosts)
    .filter(([, host]) => !isLoopback(host))
    .map(([name, host]) => ({
      name,
      problem: `"${host}" can be reached from other machines, which needs THROUGHLINE_TOKEN to be set`,
      example: `THROUGHLINE_TOKEN=$(openssl rand -hex 24) ${name}=${host}`,
    }));
}

/** How another process of this machine reaches what listens there: a wildcard address is reached by loopback. */
export function urlOf(host: string, port: number): string {
  const reachable = host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host;
  return `http://${reachable.includes(':') ? `[${reachable}]` : reachable}:${port}`;
}
