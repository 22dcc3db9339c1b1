/** What the receivers bound. Bytes are counted after decompression. */
export interface ReceiverLimits {
  /** One request. */
  readonly bodyBytes: number;
  /** All requests that are being read, decoded or stored. */
  readonly inFlightBytes: number;
  /** Decoded and waiting for the append under way. */
  readonly waitingBytes: number;
  /** Joined into one append, unless a single request is larger. */
  readonly joinedRecords: number;
  readonly joinedBytes: number;
  /** For what was read to be stored; less than senders wait for an answer (10 s: https://opentelemetry.io/docs/specs/otel/protocol/exporter/). */
  readonly storedMs: number;
  readonly connections: number;
  readonly headerBytes: number;
  /** For the headers, and for the whole request, to arrive. */
  readonly headersMs: number;
  readonly requestMs: number;
  /** For requests under way when the receiver stops. */
  readonly stopMs: number;
  /** Between two tries to listen on a port that is taken. */
  readonly listenRetryMs: number;
}

const MIB = 1024 * 1024;

export const DEFAULT_LIMITS: ReceiverLimits = {
  bodyBytes: 20 * MIB,
  inFlightBytes: 64 * MIB,
  waitingBytes: 32 * MIB,
  joinedRecords: 5_000,
  joinedBytes: 8 * MIB,
  storedMs: 8_000,
  connections: 1_024,
  headerBytes: 32 * 1024,
  headersMs: 10_000,
  requestMs: 30_000,
  stopMs: 4_000,
  listenRetryMs: 2_000,
};
