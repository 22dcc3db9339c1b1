/** Notes each span in the journal when it ends, with the business actions that it worked for. */
import { context, SpanStatusCode, trace, type Context, type Span } from '@opentelemetry/api';
import type { ReadableSpan, SpanProcessor } from '@opentelemetry/sdk-trace-node';
import type { Journal, MessagePlace } from './journal.ts';

interface Account {
  readonly parent: Span | undefined;
  readonly correlationIds: Set<string>;
  handled: MessagePlace | null;
}

const accounts = new WeakMap<object, Account>();

/** Says which action a span works for; its parents here do too. */
export function attribute(span: Span | undefined, correlationId: string | null): void {
  if (correlationId === null) return;
  for (let at = span && accounts.get(span); at; at = at.parent && accounts.get(at.parent)) at.correlationIds.add(correlationId);
}

/** The same for the span that is active now. */
export function attributeActive(correlationId: string): void {
  attribute(trace.getSpan(context.active()), correlationId);
}

/** Says which message a span handles, and so which action it works for. */
export function attributeHandled(span: Span & Partial<ReadableSpan>, topic: string, offset: string, correlationId: string | null): void {
  const account = accounts.get(span);
  // The instrumentation tells the partition to the span alone.
  const partition = Number(span.attributes?.['messaging.destination.partition.id']);
  if (account !== undefined && Number.isInteger(partition)) account.handled = { topic, partition, offset };
  attribute(span, correlationId);
}

export function spanAccount(journal: Journal): SpanProcessor {
  return {
    onStart: (span: Span & object, parentContext: Context) => {
      const parent = trace.getSpan(parentContext);
      accounts.set(span, { parent, correlationIds: new Set(), handled: null });
    },
    onEnd: (span: ReadableSpan & object) => {
      const { traceId, spanId } = span.spanContext();
      journal.write({
        kind: 'span',
        traceId,
        spanId,
        name: span.name,
        correlationIds: [...correlationIdsOf(span)],
        parentSpanId: span.parentSpanContext?.spanId ?? null,
        handled: accounts.get(span)?.handled ?? null,
        failed: span.status.code === SpanStatusCode.ERROR,
      });
    },
    forceFlush: () => Promise.resolve(),
    shutdown: () => Promise.resolve(),
  };
}

/** Its own, or where it has none those of the nearest span above. */
function correlationIdsOf(span: object): ReadonlySet<string> {
  let account = accounts.get(span);
  while (account && account.correlationIds.size === 0) account = account.parent && accounts.get(account.parent);
  return account?.correlationIds ?? new Set();
}
