import type { Attributes, SpanRecord } from '#lib/core/record.ts';
import type { TraceId } from '#lib/core/ids.ts';
import { Malformed } from '#lib/sources/http/malformed.ts';
import { SpanRefused } from '#lib/sources/otlp/attribute-value.ts';
import { finishSpan, serviceName, type SpanContext, type SpanDraft } from '#lib/sources/otlp/span-draft.ts';

/** What one export holds. */
export interface DecodedTraces {
  readonly spans: readonly SpanRecord[];
  /** Spans that cannot be taken, while the others can. */
  readonly rejected: number;
  /** Why, in plain words; the first few different reasons. */
  readonly reasons: readonly string[];
  /** Throughline's own spans: taken, and dropped here, or it would watch itself watching. */
  readonly own: number;
  /** What the store writes of it that the export does not hold, in bytes: a resource is kept once with each trace. */
  readonly sharedBytes: number;
}

const MAX_REASONS = 5;
/** Far beyond what exporters send (512) and collectors (8,192 at a time): the bytes of a request may be empty messages, each of which takes its time. */
const MOST_PARTS = 100_000;
const MOST_REFUSED = 10_000;
const MOST_SHARED_BYTES = 32 * 1024 * 1024;

/** Collects the spans of one export while it is read. */
export class TracesBuilder {
  readonly #spans: SpanRecord[] = [];
  readonly #reasons: string[] = [];
  readonly #traces = new Map<Attributes, Set<TraceId>>();
  #parts = 0;
  #rejected = 0;
  #own = 0;

  /** A resource, a scope or a span begins. Throws `Malformed` where there are more than anybody sends. */
  part(): void {
    this.#parts += 1;
    if (this.#parts > MOST_PARTS) throw new Malformed(`the export holds more than ${MOST_PARTS} spans, scopes and resources: send fewer at a time`);
  }

  /** `read` fills the draft; where it, or what it gave, is refused, the span is counted and the neighbours go on. */
  span(context: SpanContext, read: () => SpanDraft): void {
    this.part();
    try {
      const span = finishSpan(read(), context);
      if (isOwn(context.resource)) this.#own += 1;
      else {
        this.#spans.push(span);
        const traces = this.#traces.get(context.resource);
        if (traces === undefined) this.#traces.set(context.resource, new Set([span.traceId]));
        else traces.add(span.traceId);
      }
    } catch (error) {
      if (!(error instanceof SpanRefused)) throw error;
      this.#rejected += 1;
      if (this.#rejected > MOST_REFUSED) throw new Malformed(`more than ${MOST_REFUSED} spans of the export cannot be taken: ${error.message}`);
      if (this.#reasons.length < MAX_REASONS && !this.#reasons.includes(error.message)) this.#reasons.push(error.message);
    }
  }

  /** Throws `Malformed` where what its spans share would be written too often. */
  finish(): DecodedTraces {
    const sharedBytes = [...this.#traces].reduce((sum, [resource, traces]) => sum + JSON.stringify(resource).length * (traces.size - 1), 0);
    if (sharedBytes > MOST_SHARED_BYTES) throw new Malformed(`the resources of the export are kept with each of its traces, which takes ${sharedBytes} bytes: send fewer traces at a time, or smaller resources (at most ${MOST_SHARED_BYTES})`);
    return { spans: this.#spans, rejected: this.#rejected, reasons: this.#reasons, own: this.#own, sharedBytes };
  }
}

function isOwn(resource: Attributes): boolean {
  const mark = resource['throughline.self'];
  return (mark === true || mark === 'true') && serviceName(resource) === 'throughline';
}
