/** A refund whose bank answers hours later: what the demo, which runs for minutes, cannot show. */
import { expect } from '@playwright/test';
import { sendSpans, spansOf } from './traces.ts';

const BEGAN_AGO_MS = 3 * 3_600_000;
const PAUSE_MS = (2 * 3600 + 14 * 60) * 1000;
const PATIENCE_MS = 60_000;

/** Sends it, once for all that ask, and resolves to the flow's id when it can be read. */
export async function longFlow(otlp: string, web: string): Promise<string> {
  const key = 'refund-of-hours';
  const begin = Date.now() - BEGAN_AGO_MS;
  const span = spansOf(key, begin);
  const services = {
    desk: [span('POST /refunds', null, 0, 240, 2), span('ask bank', 'POST /refunds', 60, 150, 3)],
    bank: [span('take request', 'ask bank', 90, 100, 2), span('check limits', 'take request', 110, 60, 1, 'limit service timed out'), span('settle refund', 'take request', PAUSE_MS, 180, 1)],
    mail: [span('tell customer', 'settle refund', PAUSE_MS + 120, 300, 1)],
  };
  await sendSpans(otlp, services);
  let id = '';
  await expect(async () => {
    const { flows } = (await (await fetch(`${web}/api/v1/flows?key=${key}`)).json()) as { flows: { id: string; counts: { spans: number } }[] };
    expect(flows.map(({ counts }) => counts.spans)).toEqual([6]);
    id = flows[0]!.id;
  }).toPass({ timeout: PATIENCE_MS });
  return id;
}
