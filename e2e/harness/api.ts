/** What the tests ask the API, to know what the pages must show. */
import { expect } from '@playwright/test';
import type { DeadLetter, DeadLetterList } from '#lib/contracts/dead-letters.ts';
import type { FlowDetail, FlowList, FlowSummary } from '#lib/contracts/flows.ts';
import { QUIET_PERIOD_MICROS } from '#lib/core/flows/status.ts';
import { places } from './places.ts';

const PATIENCE_MS = 90_000;
/** A flow to which nothing has come for so long is taken to be over. */
const REST_MS = QUIET_PERIOD_MICROS / 1000;
/** Of a longer value only the beginning is kept. */
const KEPT_BYTES = 65_536;

async function read<T>(path: string): Promise<T> {
  const response = await fetch(`${places().web}${path}`);
  if (!response.ok) throw new Error(`${path} answered ${response.status}: ${await response.text()}`);
  return (await response.json()) as T;
}

export const flows = async (query: string): Promise<readonly FlowSummary[]> => (await read<FlowList>(`/api/v1/flows?${query}`)).flows;

export const flow = (key: string): Promise<FlowDetail> => read<FlowDetail>(`/api/v1/flows/${encodeURIComponent(key)}`);

/** The newest flow that fits, as soon as there is one. */
export async function someFlow(query: string, fits: (flow: FlowSummary) => boolean | Promise<boolean> = () => true): Promise<FlowSummary> {
  let found: FlowSummary | undefined;
  await expect(async () => {
    for (const each of await flows(query)) {
      if (found === undefined && (await fits(each))) found = each;
    }
    expect(found, `a flow for ${query}`).toBeDefined();
  }).toPass({ timeout: PATIENCE_MS });
  return found!;
}

/** Now and then an order is huge: what is in its message can be read in part only. */
const isWhole = async (id: string): Promise<boolean> => (await flow(id)).events.every(({ size }) => size === null || size <= KEPT_BYTES);

/** A whole order, paid and shipped and audited, that nothing will be added to. */
export const completeOrder = (fits: (id: string) => Promise<boolean> = isWhole): Promise<FlowSummary> =>
  someFlow('kind=order.created&status=completed&topic=audits&limit=50', ({ id, topics, counts }) => topics.includes('emails') && counts.errors === 0 && fits(id));

/** One that nothing will be added to either: it fails long before the rest of it has come. */
export const failedOrder = (): Promise<FlowSummary> =>
  someFlow('topic=orders.payments.dlq&hasDeadLetters=true&limit=50', ({ id, counts, lastActivityAt }) => counts.retries > 0 && Date.parse(lastActivityAt) < Date.now() - REST_MS && isWhole(id));

/** An open one that demo services gave up, with the flow that it stopped. */
export async function someDeadLetter(): Promise<DeadLetter> {
  let found: DeadLetter | undefined;
  await expect(async () => {
    const { deadLetters } = await read<DeadLetterList>('/api/v1/dead-letters?state=open&topic=orders&sort=oldest&limit=20');
    found = deadLetters.find(({ flowId }) => flowId !== null);
    expect(found, 'an open dead letter').toBeDefined();
  }).toPass({ timeout: PATIENCE_MS });
  return found!;
}

export function keyOf(flow: Pick<FlowSummary, 'keys'>, kind: FlowSummary['keys'][number]['kind']): string {
  const key = flow.keys.find((each) => each.kind === kind);
  if (key === undefined) throw new Error(`The flow has no ${kind} key: ${JSON.stringify(flow.keys)}`);
  return key.value;
}

/** Resolves when the flow of a key has so many events, in lists too: read by its key it has them sooner. */
export async function untilEvents(key: string, count: number): Promise<FlowDetail> {
  let found: FlowDetail | undefined;
  await expect(async () => {
    found = await flow(key);
    expect(found.events.length).toBeGreaterThanOrEqual(count);
    const listed = (await flows(`key=${encodeURIComponent(key)}`)).map(({ counts }) => counts.events);
    expect(Math.max(0, ...listed)).toBeGreaterThanOrEqual(count);
  }).toPass({ timeout: PATIENCE_MS });
  return found!;
}
