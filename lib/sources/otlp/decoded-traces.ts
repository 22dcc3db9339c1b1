import type { Attributes, SpanRecord } from '#lib/core/record.ts';
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
}

const MAX_REASONS = 5;

/** Collects the spans of one export while it is read. */
export class TracesBuilder {
  readonly #spans: SpanRecord[] = [];
  readonly #reasons: string[] = [];
  #rejected = 0;
  #own = 0;

  /** `read` fills the draft; where it, or what it gave, is refused, the span is counted and the neighbours go on. */
  span(context: SpanContext, read: () => SpanDraft): void {
    try {
      const span = finishSpan(read(), context);
      if (isOwn(context.resource)) this.#own += 1;
      else this.#spans.push(span);
    } catch (error) {
      if (!(error instanceof SpanRefused)) throw error;
      this.#rejected += 1;
      if (this.#reasons.length < MAX_REASONS && !this.#reasons.includes(error.message)) this.#reasons.push(error.message);
    }
  }

  finish(): DecodedTraces {
    return { spans: this.#spans, rejected: this.#rejected, reasons: this.#reasons, own: this.#own };
  }
}

function isOwn(resource: Attributes): boolean {
  const mark = resource['throughline.self'];
  return (mark === true || mark === 'true') && serviceName(resource) === 'throughline';
}
