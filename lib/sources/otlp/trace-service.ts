/** One export, whatever it came by: decoded, durable, answered. */
import type { Intake } from '#lib/sources/http/intake.ts';
import type { Tally } from '#lib/sources/http/tally.ts';
import type { DecodedTraces } from '#lib/sources/otlp/decoded-traces.ts';
import { decodeTracesJson } from '#lib/sources/otlp/json.ts';
import { decodeTracesProtobuf } from '#lib/sources/otlp/protobuf.ts';
import type { Encoding } from '#lib/sources/otlp/response.ts';

export class TraceService {
  readonly #intake: Intake;
  readonly #tally: Tally;

  constructor(intake: Intake, tally: Tally) {
    this.#intake = intake;
    this.#tally = tally;
  }

  /** Throws `Malformed`, `SourceError` or `Refusal`; nothing of the export is stored then. */
  async export(encoding: Encoding, body: Uint8Array, origin: string): Promise<DecodedTraces> {
    const decoded = encoding === 'json' ? decodeTracesJson(body) : decodeTracesProtobuf(body);
    await this.#intake.spans(decoded.spans, { origin, body, held: { kind: 'spans' }, sharedBytes: decoded.sharedBytes });
    this.#tally.rejectedSpans += decoded.rejected;
    this.#tally.ownSpans += decoded.own;
    return decoded;
  }
}
