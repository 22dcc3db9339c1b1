/** One listener on the database for the whole process, opened with the first client and closed after the last; each message goes to every client. */
import { DeadLettersChanged, FlowsChanged, LagChanged, type Channel } from '#lib/contracts/stream.ts';
import { ServiceError } from '#lib/services/errors.ts';
import { FLOWS_CHANNEL, LAG_CHANNEL, LETTERS_CHANNEL, listen, type Listener, type Notice } from '#lib/store/notify.ts';
import type { Store } from '#lib/store/store.ts';
import type { Changed } from '#lib/web/live/coalesce.ts';
import { openClientStream, type ClientStream } from '#lib/web/live/event-stream.ts';

/** What says on which channel that something changed. */
const TOLD = [
  { channel: 'flows', by: FLOWS_CHANNEL, schema: FlowsChanged },
  { channel: 'lag', by: LAG_CHANNEL, schema: LagChanged },
  { channel: 'dead-letters', by: LETTERS_CHANNEL, schema: DeadLettersChanged },
] as const;

/** Browsers open one for each tab. */
const MOST_CLIENTS = 500;

export class LiveHub {
  readonly #store: Pick<Store, 'url' | 'application'>;
  readonly #gauge: { set(count: number): void };
  readonly #clients = new Map<ClientStream, readonly Channel[]>();
  #listener: Promise<Listener> | null = null;
  #ended = false;

  constructor(store: Pick<Store, 'url' | 'application'>, gauge: { set(count: number): void }) {
    this.#store = store;
    this.#gauge = gauge;
  }

  /** The stream for one client; it ends with `signal`. Throws `unavailable` when there are too many, or the process is ending. */
  async open(channels: readonly Channel[], signal: AbortSignal): Promise<ReadableStream<Uint8Array>> {
    if (this.#ended) throw new ServiceError('unavailable', 'The web process is ending.', { retryAfterSeconds: 2 });
    if (this.#clients.size >= MOST_CLIENTS) throw new ServiceError('unavailable', `There are ${MOST_CLIENTS} event streams already.`, { retryAfterSeconds: 30 });
    const client = openClientStream(() => this.#left(client));
    this.#clients.set(client, channels);
    this.#gauge.set(this.#clients.size);
    signal.addEventListener('abort', client.close, { once: true });
    await (this.#listener ??= listen(this.#store, TOLD.map(({ by }) => by), (notice) => this.#tell(notice)));
    if (signal.aborted) client.close();
    return client.body;
  }

  /** Ends every stream, and takes no more. */
  close(): void {
    this.#ended = true;
    for (const client of [...this.#clients.keys()]) client.close();
  }

  #tell(notice: Notice): void {
    for (const { channel, by, schema } of TOLD) {
      if (notice.kind === 'message' && notice.channel !== by) continue;
      const change = changeOf(notice, schema);
      for (const [client, channels] of this.#clients) if (channels.includes(channel)) client.changed(channel, change);
    }
  }

  #left(client: ClientStream): void {
    this.#clients.delete(client);
    this.#gauge.set(this.#clients.size);
    if (this.#clients.size > 0 || this.#listener === null) return;
    const listener = this.#listener;
    this.#listener = null;
    void listener.then((open) => open.close());
  }
}

/** Nobody knows what was missed while the connection was away, nor what a notice that cannot be read would say: anything may have changed. */
function changeOf(notice: Notice, schema: (typeof TOLD)[number]['schema']): Changed {
  const anything: Changed = { version: '', ids: [], many: true };
  if (notice.kind === 'reconnected') return anything;
  try {
    return schema.parse(JSON.parse(notice.payload));
  } catch {
    return anything;
  }
}
