import { setTimeout as delay } from 'node:timers/promises';
import { CollectorStatus } from '#lib/contracts/health.ts';

const POLL_MS = 250;

export interface Look {
  readonly groups: number;
  readonly tookMs: number;
}

/** How each look at the groups went, from the collector's own health, until `until` (milliseconds since the epoch). Throws what a look failed with. */
export async function looksUntil(collector: string, until: number, seen: (look: Look) => void): Promise<readonly Look[]> {
  const looks: Look[] = [];
  let last: string | null = null;
  while (Date.now() < until) {
    const status = CollectorStatus.parse(await (await fetch(`${collector}/health`)).json());
    const [commits] = status.commits ?? [];
    if (commits?.error) throw new Error(commits.error);
    if (commits?.sampledAt != null && commits.sampledAt !== last && commits.tookMs !== undefined) {
      last = commits.sampledAt;
      const look = { groups: commits.groups, tookMs: commits.tookMs };
      looks.push(look);
      seen(look);
    }
    await delay(POLL_MS);
  }
  return looks;
}
