/** The exporters that people use, against the real receivers. */
import { type Attributes, SpanKind, SpanStatusCode, TraceFlags } from '@opentelemetry/api';
import { OTLPTraceExporter as GrpcExporter } from '@opentelemetry/exporter-trace-otlp-grpc';
import { OTLPTraceExporter as JsonExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { OTLPTraceExporter as ProtoExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { InMemorySpanExporter, type ReadableSpan, SimpleSpanProcessor, type SpanExporter } from '@opentelemetry/sdk-trace-base';
import { NodeTracerProvider } from '@opentelemetry/sdk-trace-node';
import { CompressionAlgorithm } from '@opentelemetry/otlp-exporter-base';
import { Metadata } from '@grpc/grpc-js';
import { describe, expect, test } from 'vitest';
import { type Running, running } from '#lib/sources/http/testing/running.ts';
import { SourceError } from '#lib/sources/source.ts';

/** Spans as an instrumented service makes them. */
async function madeBySdk(resource: Attributes = { 'service.name': 'orders', 'deployment.environment.name': 'test' }): Promise<ReadableSpan[]> {
  const memory = new InMemorySpanExporter();
  const provider = new NodeTracerProvider({ resource: resourceFromAttributes(resource), spanProcessors: [new SimpleSpanProcessor(memory)] });
  const tracer = provider.getTracer('kafkajs', '0.32.0');
  const linked = { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331', traceFlags: TraceFlags.SAMPLED };
  const span = tracer.startSpan('orders process', {
    kind: SpanKind.CONSUMER,
    startTime: [1_700_000_000, 123_456_789],
    attributes: { 'messaging.kafka.message.offset': 42, 'messaging.batch': true, ratio: 0.25, list: ['a', 'b'], 'messaging.destination.name': 'Bestellungen ä' },
    links: [{ context: linked, attributes: { 'messaging.kafka.offset': 41 } }],
  });
  span.addEvent('exception', { 'exception.type': 'OutOfStock' }, [1_700_000_000, 200_000_000]);
  span.setStatus({ code: SpanStatusCode.ERROR, message: 'no stock' });
  span.end([1_700_000_001, 1]);
  tracer.startSpan('plain', { startTime: [1_700_000_000, 0] }).end([1_700_000_000, 5]);
  await provider.forceFlush();
  const spans = memory.getFinishedSpans();
  await provider.shutdown();
  return spans;
}

async function exported(exporter: SpanExporter, spans: ReadableSpan[]): Promise<Error | null> {
  const error = await new Promise<Error | null>((resolve) => exporter.export(spans, (result) => resolve(result.error === undefined ? null : result.error)));
  await exporter.shutdown();
  return error;
}

const token = 'secret';
const headers = { authorization: `Bearer ${token}` };
function metadata(): Metadata {
  const built = new Metadata();
  built.set('authorization', `Bearer ${token}`);
  return built;
}

const gzip = CompressionAlgorithm.GZIP;
const exporters: [string, (at: Running) => SpanExporter][] = [
  ['protobuf', (at) => new ProtoExporter({ url: `http://127.0.0.1:${at.httpPort}/v1/traces`, headers })],
  ['protobuf, gzip', (at) => new ProtoExporter({ url: `http://localhost:${at.httpPort}/v1/traces`, headers, compression: gzip })],
  ['JSON', (at) => new JsonExporter({ url: `http://127.0.0.1:${at.httpPort}/v1/traces`, headers })],
  ['JSON, gzip', (at) => new JsonExporter({ url: `http://127.0.0.1:${at.httpPort}/v1/traces`, headers, compression: gzip })],
  ['gRPC', (at) => new GrpcExporter({ url: `http://127.0.0.1:${at.grpcPort}`, metadata: metadata() })],
  ['gRPC, gzip', (at) => new GrpcExporter({ url: `http://127.0.0.1:${at.grpcPort}`, metadata: metadata(), compression: gzip })],
];

describe('OpenTelemetry SDK exporters', { timeout: 30_000 }, () => {
  test.each(exporters)('%s gives the spans that the SDK made', async (_name, exporterFor) => {
    await using at = await running({ token });
    const made = await madeBySdk();
    expect(await exported(exporterFor(at), made)).toBeNull();
    const [process, plain] = made;
    const resource = { 'service.name': 'orders', 'deployment.environment.name': 'test' };
    const common = { service: 'orders', resource, scope: 'kafkajs@0.32.0', traceState: '', parentSpanId: null, droppedLinks: 0, flags: 1 };
    const expected = [
      {
        ...common,
        traceId: process?.spanContext().traceId,
        spanId: process?.spanContext().spanId,
        name: 'orders process',
        kind: 'consumer',
        startNanos: '1700000000123456789',
        endNanos: '1700000001000000001',
        status: 'error',
        statusMessage: 'no stock',
        attributes: { 'messaging.kafka.message.offset': 42, 'messaging.batch': true, ratio: 0.25, list: ['a', 'b'], 'messaging.destination.name': 'Bestellungen ä' },
        events: [{ name: 'exception', timeNanos: '1700000000200000000', attributes: { 'exception.type': 'OutOfStock' } }],
        links: [{ traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331', attributes: { 'messaging.kafka.offset': 41 } }],
      },
      {
        ...common,
        traceId: plain?.spanContext().traceId,
        spanId: plain?.spanContext().spanId,
        name: 'plain',
        kind: 'internal',
        startNanos: '1700000000000000000',
        endNanos: '1700000000000000005',
        status: 'unset',
        statusMessage: '',
        attributes: {},
        events: [],
        links: [],
      },
    ];
    expect(at.sink.spans).toStrictEqual(expected);
    expect(at.reported).toEqual([]);
  });

  // The gRPC exporter for Node repeats nothing by itself, whatever it is told.
  test.each(exporters.slice(0, 4))('%s repeats what the store could not take at first', async (_name, exporterFor) => {
    await using at = await running({ token });
    let tries = 0;
    at.sink.before = async () => {
      tries += 1;
      if (tries === 1) throw new SourceError('unavailable', 'the database is away', { retryAfterMs: 50 });
    };
    expect(await exported(exporterFor(at), await madeBySdk())).toBeNull();
    expect(tries).toBe(2);
    expect(at.sink.spans).toHaveLength(2);
  });

  test("Throughline's own spans go in no circle", async () => {
    await using at = await running({ token });
    const own = await madeBySdk({ 'service.name': 'throughline', 'throughline.self': true });
    const [, protobuf] = exporters[0] ?? [];
    if (protobuf === undefined) throw new Error('no exporter');
    expect(await exported(protobuf(at), own)).toBeNull();
    expect(at.sink.batches).toEqual([]);
    expect(at.receivers.counts()).toMatchObject({ ownSpans: 2, spans: 0 });
  });
});
