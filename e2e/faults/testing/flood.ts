/** More than a collector can take: messages and spans as fast as they are asked for, each small and none of interest. */
import { setTimeout as sleep } from 'node:timers/promises';
import { client } from '#lib/sources/kafka/testing/fixture.ts';
import { post } from '#lib/sources/http/testing/post.ts';
import { toProtobuf, wireExport, wireSpan } from '#lib/sources/otlp/testing/encode.ts';

const TICK_MS = 100;
const VALUE = JSON.stringify({ type: 'reading.taken', text: 'x'.repeat(400) });

export interface Flood {
  /** Messages that the broker has acknowledged. */
  sent(): number;
  stop(): Promise<void>;
}

/** So many messages a second, each of a flow of its own; as many as the broker takes where that is fewer. `most` of them, where it is given. */
export async function floodKafka(brokers: string, topic: string, perSecond: number, most = Infinity): Promise<Flood> {
  const producer = client(brokers).producer({ allowAutoTopicCreation: false });
  await producer.connect();
  const stopping = new AbortController();
  let sent = 0;
  const flowing = (async () => {
    const began = performance.now();
    while (!stopping.signal.aborted) {
      const due = Math.min(20_000, Math.min(most, Math.floor(((performance.now() - began) / 1000) * perSecond)) - sent);
      if (due > 0) {
        await producer.send({ topic, acks: 1, messages: Array.from({ length: due }, (_, index) => ({ value: VALUE, headers: { 'correlation-id': `${topic}-${sent + index}` } })) });
        sent += due;
      } else await sleep(TICK_MS, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  })();
  return {
    sent: () => sent,
    stop: async () => {
      stopping.abort();
      await flowing;
      await producer.disconnect();
    },
  };
}

export interface SpanFlood {
  /** How often each status was answered; or by which error none was; and `without Retry-After` counts 429 and 503 that lacked it. */
  answers(): ReadonlyMap<string, number>;
  stop(): Promise<void>;
}

/** A thousand spans in 8 MB: the most that exporters put together. */
export const HUGE: ExportSize = { spans: 1_000, spanBytes: 8_000 };
/** A full batch of an SDK: https://opentelemetry.io/docs/specs/otel/trace/sdk/#batching-processor */
export const USUAL: ExportSize = { spans: 512, spanBytes: 400 };

interface ExportSize {
  readonly spans: number;
  readonly spanBytes: number;
}

/** So many senders at once, each with an export that it sends again at once whatever it is told: worse than the specification allows. */
export function floodSpans(port: number, senders: number, size: ExportSize): SpanFlood {
  const answers = new Map<string, number>();
  const count = (what: string): void => void answers.set(what, (answers.get(what) ?? 0) + 1);
  let stopped = false;
  const send = async (sender: number): Promise<void> => {
    const body = exportOf(sender, size);
    while (!stopped) {
      const answer = await post(port, '/v1/traces', body, { 'content-type': 'application/x-protobuf' }).catch((error: NodeJS.ErrnoException) => error);
      if (answer instanceof Error) {
        count(String(answer.code));
        continue;
      }
      count(String(answer.status));
      const { status, headers } = answer;
      if ((status === 429 || status === 503) && headers['retry-after'] === undefined) count('without Retry-After');
    }
  };
  const all = Promise.all(Array.from({ length: senders }, (_, sender) => send(sender)));
  return {
    answers: () => answers,
    stop: async () => {
      stopped = true;
      await all;
    },
  };
}

function exportOf(sender: number, { spans: count, spanBytes }: ExportSize): Uint8Array {
  const traceId = Buffer.alloc(16, sender + 1);
  const attributes = [{ key: 'text', value: { kind: 'string', value: 'x'.repeat(spanBytes) } as const }];
  const spans = Array.from({ length: count }, (_, index) => {
    const spanId = Buffer.alloc(8, 1);
    spanId.writeUInt32BE(index + 1, 0);
    return wireSpan({ traceId, spanId, attributes });
  });
  return toProtobuf([wireExport(spans)]);
}
