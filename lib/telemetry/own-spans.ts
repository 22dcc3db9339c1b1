/** Throughline's own spans. They cost next to nothing until an exporter is configured, and are marked so that no Throughline collects them. */
import { SpanStatusCode, trace, type Attributes, type Span } from '@opentelemetry/api';

/** Runs work in a span of its own, which ends with it and tells of its failure. */
export function spanned<T>(name: string, attributes: Attributes, work: (span: Span) => T | Promise<T>): Promise<T> {
  return trace.getTracer('throughline').startActiveSpan(name, { attributes }, async (span) => {
    try {
      return await work(span);
    } catch (error) {
      span.setStatus({ code: SpanStatusCode.ERROR, message: error instanceof Error ? error.message : String(error) });
      throw error;
    } finally {
      span.end();
    }
  });
}

/** Exports the process's own spans to an OTLP/HTTP endpoint, such as another Jaeger. Returns what flushes them at the end. What exports is loaded only where it is asked for: it takes 30 MB. */
export async function exportOwnSpans(endpoint: string | null, role: string): Promise<() => Promise<void>> {
  if (endpoint === null) return () => Promise.resolve();
  const { exportSpans } = await import('#lib/telemetry/export-spans.ts');
  return exportSpans(endpoint, role);
}
