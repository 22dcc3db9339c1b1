/** Finds the first flow that went all the way, as a person would: by asking the API. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { FlowList, FlowSummary } from '#lib/contracts/flows.ts';
import type { StartSettings } from '#lib/env/cli.ts';

/** An order that was paid, reserved, shipped, announced and audited has been through these. */
const WHOLE_WAY = ['orders', 'payments', 'inventory', 'shipments', 'emails', 'audits'];
const POLL_MS = 500;

/** Null where there was none within `patienceMs`, with what the API said last in `lastProblem`. */
export async function firstCompleteFlow(settings: StartSettings, since: number, patienceMs: number): Promise<{ readonly url: string | null; readonly lastProblem: string | null }> {
  const headers: Record<string, string> = settings.token === null ? {} : { authorization: `Bearer ${settings.token}` };
  const from = encodeURIComponent(new Date(since).toISOString());
  let lastProblem: string | null = null;
  for (const until = Date.now() + patienceMs; Date.now() < until; await sleep(POLL_MS)) {
    try {
      const response = await fetch(`${settings.url}/api/v1/flows?topic=audits&from=${from}&limit=50`, { headers, signal: AbortSignal.timeout(5000) });
      if (!response.ok) {
        lastProblem = `the API answered ${response.status}: ${(await response.text()).slice(0, 300)}`;
        continue;
      }
      const { flows } = (await response.json()) as FlowList;
      const whole = flows.find(({ topics }) => WHOLE_WAY.every((topic) => topics.includes(topic)));
      if (whole) return { url: `${settings.url}/flows/${encodeURIComponent(keyOf(whole))}`, lastProblem };
      lastProblem = null;
    } catch (error) {
      lastProblem = error instanceof Error ? error.message : String(error);
    }
  }
  return { url: null, lastProblem };
}

/** Its correlation id says more to people than its own id. */
function keyOf(flow: FlowSummary): string {
  return flow.keys.find(({ kind }) => kind === 'correlation')?.value ?? flow.id;
}
