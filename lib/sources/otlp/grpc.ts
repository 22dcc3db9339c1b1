/** OTLP/gRPC: https://opentelemetry.io/docs/specs/otlp/#otlpgrpc */
import {
  type handleUnaryCall,
  logVerbosity,
  Metadata,
  ResponderBuilder,
  type sendUnaryData,
  Server,
  ServerCredentials,
  ServerInterceptingCall,
  type ServerInterceptor,
  ServerListenerBuilder,
  setLogVerbosity,
  status,
} from '@grpc/grpc-js';
import type { ByteBudget } from '#lib/sources/http/byte-budget.ts';
import { type Doors, mayEnter } from '#lib/sources/http/doors.ts';
import type { ReceiverLimits } from '#lib/sources/http/limits.ts';
import type { Endpoint } from '#lib/sources/http/receiver.ts';
import { Refusal, refusalOf, type RefusalStatus } from '#lib/sources/http/refusal.ts';
import type { Tally } from '#lib/sources/http/tally.ts';
import { exportResponse, statusBody } from '#lib/sources/otlp/response.ts';
import type { TraceService } from '#lib/sources/otlp/trace-service.ts';

interface GrpcServerOptions {
  readonly service: TraceService;
  readonly doors: Doors;
  readonly limits: ReceiverLimits;
  readonly budget: ByteBudget;
  readonly tally: Tally;
  /** Told of what nobody foresaw. */
  readonly report: (message: string, error: unknown) => void;
}

// Its errors come back to the callers too; on its own it would print a line to stderr at every try to listen.
setLogVerbosity(logVerbosity.NONE);

const ORIGIN = 'gRPC TraceService/Export';
const MOST_ARRIVING = 32;

/** Messages stay bytes here: they are decoded by the same code that reads HTTP bodies. No browser speaks this, so there is no Host or Origin to check. */
const TRACE_SERVICE = {
  export: {
    path: '/opentelemetry.proto.collector.trace.v1.TraceService/Export',
    requestStream: false,
    responseStream: false,
    requestSerialize: (bytes: Buffer) => bytes,
    requestDeserialize: (bytes: Buffer) => bytes,
    responseSerialize: (bytes: Buffer) => bytes,
    responseDeserialize: (bytes: Buffer) => bytes,
  },
} as const;

/** Listens, or rejects with the error of the system. */
export async function openGrpc(host: string, port: number, options: GrpcServerOptions): Promise<Endpoint> {
  const { limits } = options;
  const server = new Server({
    'grpc.max_receive_message_length': limits.bodyBytes,
    // A message is whole before it can be counted, so the number of them that may be on their way at once is what bounds it: of a connection here, of all in `boundArrival`.
    'grpc.max_concurrent_streams': 16,
    'grpc.max_connection_idle_ms': 5 * 60_000,
    'grpc.keepalive_time_ms': 60_000,
    interceptors: [refuseStrangers(options), boundArrival(options)],
  });
  const exportTraces: handleUnaryCall<Buffer, Buffer> = (call, callback) => void answer(call.request, callback, options);
  server.addService(TRACE_SERVICE, { export: exportTraces });
  const address = host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
  const bound = await new Promise<number>((resolve, reject) => {
    server.bindAsync(address, ServerCredentials.createInsecure(), (error, boundPort) => {
      if (error === null) return resolve(boundPort);
      server.forceShutdown(); // the next try has a server of its own
      reject(error);
    });
  });
  return { port: bound, close: () => close(server, limits.stopMs) };
}

async function answer(body: Buffer, callback: sendUnaryData<Buffer>, options: GrpcServerOptions): Promise<void> {
  options.tally.requests += 1;
  let response: Buffer;
  try {
    response = await exportWithin(body, options);
  } catch (error) {
    const refusal = refusalOf(error);
    options.tally.refused('grpc', ORIGIN, refusal);
    if (refusal.status === 500) options.report(`${ORIGIN} failed`, refusal.cause);
    callback(statusOf(refusal));
    return;
  }
  callback(null, response);
}

async function exportWithin(body: Buffer, { service, budget }: GrpcServerOptions): Promise<Buffer> {
  if (!budget.take(body.length)) throw new Refusal(503, 'too many bytes of requests are in memory at once: send again later', { retryAfterMs: 1_000 });
  try {
    return Buffer.from(exportResponse('protobuf', await service.export('protobuf', body, ORIGIN)));
  } finally {
    budget.release(body.length);
  }
}

/** Before a byte of the message is read. */
function refuseStrangers({ doors, tally }: GrpcServerOptions): ServerInterceptor {
  const refusal = new Refusal(401, 'this receiver needs the metadata "authorization: Bearer <THROUGHLINE_TOKEN>"');
  return (_method, call) =>
    listening(
      call,
      new ServerListenerBuilder().withOnReceiveMetadata((metadata, pass) => {
        if (mayEnter(String(metadata.get('authorization')[0] ?? ''), doors.token)) pass(metadata);
        else refuse(call, refusal, tally);
      }),
    );
}

/** So many calls may wait for their messages, and each for as long as a request over HTTP: what has come of a message is in memory, and cannot be counted yet. */
function boundArrival({ limits, tally }: GrpcServerOptions): ServerInterceptor {
  let waiting = 0;
  return (_method, call) => {
    let late: NodeJS.Timeout | null = null;
    const over = (): void => {
      if (late === null) return;
      clearTimeout(late);
      late = null;
      waiting -= 1;
    };
    return listening(
      call,
      new ServerListenerBuilder()
        .withOnReceiveMetadata((metadata, pass) => {
          if (waiting >= MOST_ARRIVING) return refuse(call, new Refusal(503, 'too many requests are on their way at once: send again later', { retryAfterMs: 1_000 }), tally);
          waiting += 1;
          late = setTimeout(() => {
            over();
            refuse(call, new Refusal(408, `the message did not arrive within ${limits.requestMs / 1000} s`), tally);
          }, limits.requestMs);
          pass(metadata);
        })
        .withOnReceiveMessage((message, pass) => {
          over();
          pass(message);
        })
        .withOnCancel(over)
        .withOnReceiveHalfClose((pass) => {
          over();
          pass();
        }),
    );
  };
}

type Call = ConstructorParameters<typeof ServerInterceptingCall>[0];

const listening = (call: Call, listener: ServerListenerBuilder): ServerInterceptingCall => new ServerInterceptingCall(call, new ResponderBuilder().withStart((next) => next(listener.build())).build());

function refuse(call: Call, refusal: Refusal, tally: Tally): void {
  tally.refused('grpc', ORIGIN, refusal);
  call.sendStatus(statusOf(refusal));
}

const statusOf = (refusal: Refusal) => ({ code: CODES[refusal.status], details: refusal.message, metadata: retryMetadata(refusal) });

/** Without RetryInfo a client may not repeat a RESOURCE_EXHAUSTED. */
function retryMetadata(refusal: Refusal): Metadata {
  const metadata = new Metadata();
  if (refusal.retryAfterMs !== null) metadata.set('grpc-status-details-bin', Buffer.from(statusBody('protobuf', CODES[refusal.status], refusal.message, refusal.retryAfterMs)));
  return metadata;
}

const CODES: { readonly [Status in RefusalStatus]: status } = {
  400: status.INVALID_ARGUMENT,
  401: status.UNAUTHENTICATED,
  403: status.PERMISSION_DENIED,
  404: status.NOT_FOUND,
  405: status.UNIMPLEMENTED,
  408: status.DEADLINE_EXCEEDED,
  413: status.RESOURCE_EXHAUSTED,
  415: status.INVALID_ARGUMENT,
  429: status.RESOURCE_EXHAUSTED,
  500: status.INTERNAL,
  503: status.UNAVAILABLE,
};

async function close(server: Server, graceMs: number): Promise<void> {
  const closed = new Promise<void>((resolve) => server.tryShutdown(() => resolve()));
  const hard = setTimeout(() => server.forceShutdown(), graceMs);
  await closed;
  clearTimeout(hard);
}
