/** A refund whose bank answers hours later: what the demo, which runs for minutes, cannot show. */
import { createHash } from 'node:crypto';
import { expect } from '@playwright/test';

const BEGAN_AGO_MS = 3 * 3_600_000;
const PAUSE_MS = (2 * 3600 + 14 * 60) * 1000;
const PATIENCE_MS = 60_000;

const hex = (text: string, digits: number): string => createHash('sha256').update(text).digest('hex').slice(0, digits);

/** Sends it, once for all that ask, and resolves to the flow's id when it can be read. */
export async function longFlow(otlp: string, web: string): Promise<string> {
  const key = 'refund-of-hours';
  const begin = Date.now() - BEGAN_AGO_MS;
  const trace = hex(key, 32);
  const span = (name: string, parent: string | null, startMs: number, tookMs: number, kind: number, error?: string) => ({
    traceId: trace, spanId: hex(`${key} ${name}`, 16), parentSpanId: parent === null ? '' : hex(`${key} ${parent}`, 16), name, kind,
    startTimeUnixNano: `${begin + startMs}000000`, endTimeUnixNano: `${begin + startMs + tookMs}000000`,
    attributes: [{ key: 'correlation.id', value: { stringValue: key } }], status: error === undefined ? {} : { code: 2, message: error },
  });
  const services = {
    desk: [span('POST /refunds', null, 0, 240, 2), span('ask bank', 'POST /refunds', 60, 150, 3)],
    bank: [span('take request', 'ask bank', 90, 100, 2), span('check limits', 'take request', 110, 60, 1, 'limit service timed out'), span('settle refund', 'take request', PAUSE_MS, 180, 1)],
    mail: [span('tell customer', 'settle refund', PAUSE_MS + 120, 300, 1)],
  };
  const resourceSpans = Object.entries(services).map(([service, spans]) => ({ resource: { attributes: [{ key: 'service.name', value: { stringValue: service } }] }, scopeSpans: [{ scope: { name: 'e2e' }, spans }] }));
  const response = await fetch(`${otlp}/v1/traces`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ resourceSpans }) });
  if (!response.ok) throw new Error(`OTLP answered ${response.status}: ${await response.text()}`);
  let id = '';
  await expect(async () => {
    const { flows } = (await (await fetch(`${web}/api/v1/flows?key=${key}`)).json()) as { flows: { id: string; counts: { spans: number } }[] };
    expect(flows.map(({ counts }) => counts.spans)).toEqual([6]);
    id = flows[0]!.id;
  }).toPass({ timeout: PATIENCE_MS });
  return id;
}
