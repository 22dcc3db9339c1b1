/** OpenTelemetry as a service would set it up: the Node SDK's tracer, OTLP over HTTP, instrumentations for kafkajs and http. */
import { createRequire } from 'node:module';
import { SpanStatusCode, trace } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { registerInstrumentations } from '@opentelemetry/instrumentation';
import { HttpInstrumentation } from '@opentelemetry/instrumentation-http';
import { KafkaJsInstrumentation } from '@opentelemetry/instrumentation-kafkajs';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, NodeTracerProvider, type SpanProcessor } from '@opentelemetry/sdk-trace-node';
import type { KafkaMessage } from 'kafkajs';
import { correlationOf } from './correlation-of.ts';
import type { Journal } from './journal.ts';
import { skewed } from './skewed-exporter.ts';
import { attribute, attributeHandled, spanAccount } from './span-account.ts';

export interface Tracing {
  /** Sends what is left. */
  stop(): Promise<void>;
}

/** Must run before kafkajs is loaded: the instrumentation changes it while it is required. */
export function startTracing(options: { readonly service: string; readonly otlp: string | null; readonly journal: Journal; readonly skewMs: number }): Tracing {
  const processors: SpanProcessor[] = [spanAccount(options.journal)];
  if (options.otlp !== null) {
    const exporter = new OTLPTraceExporter({ url: `${options.otlp}/v1/traces` });
    processors.push(new BatchSpanProcessor(skewed(exporter, options.skewMs), { scheduledDelayMillis: 250, maxQueueSize: 20_000, maxExportBatchSize: 2000 }));
  }
  const resource = resourceFromAttributes({ 'service.name': options.service, 'service.version': '1.4.2', 'deployment.environment.name': 'demo' });
  const provider = new NodeTracerProvider({ resource, spanProcessors: processors });
  provider.register();
  registerInstrumentations({
    instrumentations: [
      new HttpInstrumentation(),
      new KafkaJsInstrumentation({
        producerHook: (span, { message }) => attribute(span, correlationOf(message.headers, message.value)),
        // Its types leave out what a consumer's message has besides.
        consumerHook: (span, { topic, message }) => attributeHandled(span, topic, (message as KafkaMessage).offset, correlationOf(message.headers, message.value)),
      }),
    ],
  });
  // What is imported as a module passes the hook by; what is required once stays changed for all.
  createRequire(import.meta.url)('node:http');
  return { stop: () => provider.shutdown() };
}

/** Runs a step of the service in a span of its own; an exception makes it an error. Without tracing it is the step alone. */
export function inSpan<Result>(service: string, name: string, attributes: Readonly<Record<string, string | number>>, step: () => Promise<Result>): Promise<Result> {
  return trace.getTracer(service).startActiveSpan(name, { attributes }, async (span) => {
    try {
      return await step();
    } catch (error) {
      span.recordException(error instanceof Error ? error : String(error));
      span.setStatus({ code: SpanStatusCode.ERROR, message: error instanceof Error ? error.message : String(error) });
      throw error;
    } finally {
      span.end();
    }
  });
}
