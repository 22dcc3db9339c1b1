import { RecordingSink } from '#lib/sources/http/testing/recording-sink.ts';
import { type ReceiverOptions, receivers, type Receivers } from '#lib/sources/http/receivers.ts';

export interface Running extends AsyncDisposable {
  readonly sink: RecordingSink;
  readonly receivers: Receivers;
  readonly httpPort: number;
  readonly grpcPort: number;
  /** What was reported as unforeseen; a test that expects none says so. */
  readonly reported: string[];
}

/** Receivers on free ports, in front of a sink that records. */
export async function running(options: Partial<ReceiverOptions> = {}): Promise<Running> {
  const sink = new RecordingSink();
  const reported: string[] = [];
  const started = receivers({ host: '127.0.0.1', httpPort: 0, grpcPort: 0, token: null, report: (message, error) => reported.push(`${message}: ${String(error)}`), ...options }, sink);
  await Promise.all([started.http.start(), started.grpc.start()]);
  return {
    sink,
    receivers: started,
    httpPort: started.http.port ?? -1,
    grpcPort: started.grpc.port ?? -1,
    reported,
    [Symbol.asyncDispose]: async () => {
      await Promise.all([started.http.stop(), started.grpc.stop()]);
    },
  };
}
