/** Puts a flow into the running product as its users would, and waits until all of it can be read. */
import { setTimeout as sleep } from 'node:timers/promises';
import { openProducer } from '#e2e/bench/load.ts';
import type { Stack } from '#e2e/bench/stack.ts';
import type { FlowList } from '#lib/contracts/flows.ts';
import { otlpRequest, type BenchFlow } from './flows.ts';

const SPANS_PER_POST = 1_000;
const POLL_MS = 250;
const PATIENCE_MS = 180_000;

/** Resolves to the flow's id. */
export async function fill({ web, otlp }: Stack, brokers: string, { correlationId, spans, messages }: BenchFlow): Promise<string> {
  if (messages.length > 0) await write(brokers, messages);
  for (let from = 0; from < spans.length; from += SPANS_PER_POST) {
    const response = await fetch(`${otlp}/v1/traces`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: otlpRequest(spans.slice(from, from + SPANS_PER_POST)) });
    if (!response.ok) throw new Error(`OTLP answered ${response.status}: ${await response.text()}`);
  }
  let seen = 'nothing';
  for (const until = Date.now() + PATIENCE_MS; Date.now() < until; await sleep(POLL_MS)) {
    const { flows } = (await (await fetch(`${web}/api/v1/flows?key=${correlationId}`)).json()) as FlowList;
    seen = flows.map(({ counts }) => `${counts.spans} spans and ${counts.events} events`).join('; ');
    if (flows.length === 1 && flows[0]!.counts.spans === spans.length && flows[0]!.counts.events === messages.length) return flows[0]!.id;
  }
  throw new Error(`${correlationId} never became one flow of ${spans.length} spans and ${messages.length} events; seen: ${seen}`);
}

async function write(brokers: string, messages: BenchFlow['messages']): Promise<void> {
  const byTopic = Map.groupBy(messages, (message) => message.topic);
  const producer = await openProducer(brokers, [...byTopic.keys()]);
  try {
    for (const [topic, all] of byTopic) {
      await producer.send({ topic, messages: all.map(({ timestampMs, headers, value }) => ({ partition: 0, timestamp: String(timestampMs), headers, value })) });
    }
  } finally {
    await producer.disconnect();
  }
}
