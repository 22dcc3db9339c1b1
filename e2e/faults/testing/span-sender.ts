/** An exporter of spans that retries as the specification says: https://opentelemetry.io/docs/specs/otlp/#retryable-response-codes */
import { setTimeout as sleep } from 'node:timers/promises';
import { post } from '#lib/sources/http/testing/post.ts';
import { toProtobuf, type WireExport } from '#lib/sources/otlp/testing/encode.ts';

const RETRYABLE = new Set([429, 502, 503, 504]);
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 4000;
/** What the specification gives an export before it is tried again. */
const TIMEOUT_MS = 10_000;
/** As the queues of exporters have: what comes meanwhile waits in line. */
const MOST_AT_ONCE = 64;

export interface Answers {
  readonly accepted: number;
  /** Tries that were answered so, or not at all (`none`). */
  readonly retried: ReadonlyMap<string, number>;
}

export class SpanSender {
  /** Asked before each try: who listens may have moved. */
  #port: () => number;
  readonly #under = new Set<Promise<void>>();
  readonly #retried = new Map<string, number>();
  #accepted = 0;
  #sending = 0;
  readonly #line: (() => void)[] = [];
  #ended = false;

  constructor(port: () => number) {
    this.#port = port;
  }

  /** Sends the same bytes until they are taken, then calls `taken`; an answer that forbids another try ends it with an error. */
  send(exported: WireExport, taken: () => void): void {
    const sending = this.#inTurn(() => this.#send(toProtobuf([exported]))).then((done) => {
      if (done) taken();
    });
    this.#under.add(sending);
    void sending.finally(() => this.#under.delete(sending)).catch(() => undefined); // told by `drain`
  }

  /** Another listens from now on. */
  moveTo(port: () => number): void {
    this.#port = port;
  }

  /** Resolves when all is taken. */
  async drain(): Promise<Answers> {
    while (this.#under.size > 0) await Promise.all(this.#under);
    return { accepted: this.#accepted, retried: this.#retried };
  }

  /** Gives up what is not taken yet. */
  end(): void {
    this.#ended = true;
  }

  async #inTurn<T>(work: () => Promise<T>): Promise<T> {
    if (this.#sending < MOST_AT_ONCE) this.#sending += 1;
    else await new Promise<void>((resolve) => this.#line.push(resolve));
    try {
      return await work();
    } finally {
      const next = this.#line.shift();
      if (next === undefined) this.#sending -= 1;
      else next();
    }
  }

  async #send(body: Uint8Array): Promise<boolean> {
    for (let pause = FIRST_PAUSE_MS; !this.#ended; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
      const answer = await this.#try(body);
      if (answer.status === 200) {
        this.#accepted += 1;
        return true;
      }
      if (answer.status !== null && !RETRYABLE.has(answer.status)) throw new Error(`An export was answered with ${answer.status}, which says not to send it again`);
      const said = String(answer.status ?? 'none');
      this.#retried.set(said, (this.#retried.get(said) ?? 0) + 1);
      await sleep(answer.retryAfterMs ?? pause * (0.5 + Math.random()));
    }
    return false;
  }

  async #try(body: Uint8Array): Promise<{ readonly status: number | null; readonly retryAfterMs: number | null }> {
    const late = sleep(TIMEOUT_MS, { status: null, retryAfterMs: null }, { ref: false });
    const answered = post(this.#port(), '/v1/traces', body, { 'content-type': 'application/x-protobuf' }).then(
      ({ status, headers }) => ({ status, retryAfterMs: headers['retry-after'] === undefined ? null : Number(headers['retry-after']) * 1000 }),
      () => ({ status: null, retryAfterMs: null }),
    );
    return Promise.race([answered, late]);
  }
}
