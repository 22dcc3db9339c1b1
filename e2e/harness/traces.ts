/** Spans of the tests' own, sent over OTLP: flows that the demo's services, which run for minutes, do not make. */
import { createHash } from 'node:crypto';

const hex = (text: string, digits: number): string => createHash('sha256').update(text).digest('hex').slice(0, digits);

type Span = ReturnType<ReturnType<typeof spansOf>>;

/** Makes spans of one trace and one correlation id, timed from `beginMs` (since the epoch); a parent is told by its name. `kind` as OTLP numbers it. */
export const spansOf = (key: string, beginMs: number) => (name: string, parent: string | null, startMs: number, tookMs: number, kind: number, error?: string) => ({
  traceId: hex(key, 32), spanId: hex(`${key} ${name}`, 16), parentSpanId: parent === null ? '' : hex(`${key} ${parent}`, 16), name, kind,
  startTimeUnixNano: `${beginMs + startMs}000000`, endTimeUnixNano: `${beginMs + startMs + tookMs}000000`,
  attributes: [{ key: 'correlation.id', value: { stringValue: key } }], status: error === undefined ? {} : { code: 2, message: error },
});

/** An export in JSON of what each service has to tell. */
export function exportOf(services: Readonly<Record<string, readonly Span[]>>): string {
  const resourceSpans = Object.entries(services).map(([service, spans]) => ({ resource: { attributes: [{ key: 'service.name', value: { stringValue: service } }] }, scopeSpans: [{ scope: { name: 'e2e' }, spans }] }));
  return JSON.stringify({ resourceSpans });
}

/** Resolves when they are stored. */
export async function sendSpans(otlp: string, services: Readonly<Record<string, readonly Span[]>>): Promise<void> {
  const response = await fetch(`${otlp}/v1/traces`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: exportOf(services) });
  if (!response.ok) throw new Error(`OTLP answered ${response.status}: ${await response.text()}`);
}
