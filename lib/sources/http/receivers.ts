/** Everything that is pushed to Throughline: spans over OTLP and Zipkin, events as CloudEvents. */
import { ByteBudget } from '#lib/sources/http/byte-budget.ts';
import { cloudEventsRoute } from '#lib/sources/http/cloud-events/route.ts';
import { Intake } from '#lib/sources/http/intake.ts';
import { DEFAULT_LIMITS, type ReceiverLimits } from '#lib/sources/http/limits.ts';
import { Receiver } from '#lib/sources/http/receiver.ts';
import { openHttp } from '#lib/sources/http/server.ts';
import { type ReceiverCounts, type ReceiverName, Tally } from '#lib/sources/http/tally.ts';
import { openGrpc } from '#lib/sources/otlp/grpc.ts';
import { TraceService } from '#lib/sources/otlp/trace-service.ts';
import { tracesRoute } from '#lib/sources/otlp/traces-route.ts';
import { zipkinRoute } from '#lib/sources/zipkin/route.ts';
import type { Sink } from '#lib/sources/source.ts';

export interface ReceiverOptions {
  readonly host: string;
  /** Null is off; 0 takes a free port. */
  readonly httpPort: number | null;
  readonly grpcPort: number | null;
  /** Asked of everybody who sends; null where nobody is asked. */
  readonly token: string | null;
  readonly limits?: Partial<ReceiverLimits>;
  /** Told of errors that nobody foresaw, to be logged. */
  readonly report?: (message: string, error: unknown) => void;
}

export interface Receivers {
  /** OTLP/HTTP, Zipkin and CloudEvents on one port. */
  readonly http: Receiver;
  readonly grpc: Receiver;
  counts(): ReceiverCounts;
}

export function receivers(options: ReceiverOptions, sink: Sink): Receivers {
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const tally = new Tally();
  const intake = new Intake(sink, limits, tally);
  const service = new TraceService(intake, tally);
  const common = { doors: { host: options.host, token: options.token }, limits, budget: new ByteBudget(limits.inFlightBytes), tally, report: options.report ?? (() => undefined) };
  const routes = [tracesRoute(service), zipkinRoute(intake), cloudEventsRoute(intake)];
  const shared = (name: ReceiverName) => ({ name, host: options.host, retryMs: limits.listenRetryMs, remark: () => tally.lastRefusal(name) });
  return {
    http: new Receiver({ ...shared('http'), port: options.httpPort, portSetting: 'OTLP_HTTP_PORT', open: (host, port) => openHttp(host, port, { ...common, routes }) }),
    grpc: new Receiver({ ...shared('grpc'), port: options.grpcPort, portSetting: 'OTLP_GRPC_PORT', open: (host, port) => openGrpc(host, port, { ...common, service }) }),
    counts: () => tally.counts(),
  };
}
