/** The lines that end a start: where to look, and what is being listened to. */
import type { StartSettings } from '#lib/env/cli.ts';
import { log } from './steps.ts';

export function sayWhereItIs({ url, otlp, kafka }: StartSettings): void {
  const spans = [otlp.httpPort === null ? null : `http://${otlp.host}:${otlp.httpPort}`, otlp.grpcPort === null ? null : `${otlp.host}:${otlp.grpcPort} (gRPC)`].filter((one) => one !== null);
  const brokers = kafka.map((source) => `${source.name} (${source.brokers.join(', ')})`);
  log('');
  log(`  Throughline is ready:  ${url}`);
  log(`  Kafka:                 ${brokers.length === 0 ? 'none; set KAFKA_BROKERS=host:9092' : brokers.join(', ')}`);
  log(`  OpenTelemetry spans:   ${spans.length === 0 ? 'not taken' : spans.join(' and ')}`);
  log('  Ctrl-C stops it.');
  log('');
}
