/** One listener on the database for the whole process, opened with the first client and closed after the last; each message goes to every client. */
import type { Channel, FlowsChanged } from '#lib/contracts/stream.ts';
import { FlowsChanged as FlowsChangedSchema } from '#lib/contracts/stream.ts';
import { ServiceError } from '#lib/services/errors.ts';
import { FLOWS_CHANNEL, listen, type Listener, type Notice } from '#lib/store/notify.ts';
import type { Store } from '#lib/store/store.ts';
import { openClientStream, type ClientStream } from '#lib/web/live/event-stream.ts';

/** Browsers open one for each tab. */
const MOST_CLIENTS = 500;

export class LiveHub {
  readonly #store: Pick<Store, 'url' | 'application'>;
  readonly #gauge: { set(count: number): void };
  readonly #clients = new Set<ClientStream>();
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
    this.#clients.add(client);
    this.#gauge.set(this.#clients.size);
    if (channels.includes('flows')) this.#flows.add(client);
    signal.addEventListener('abort', client.close, { once: true });
    await (this.#listener ??= listen(this.#store, FLOWS_CHANNEL, (notice) => this.#tell(notice)));
    if (signal.aborted) client.close();
    return client.body;
  }

  /** Ends every stream, and takes no more. */
  close(): void {
    this.#ended = true;
    for (const client of [...this.#clients]) client.close();
  }

  readonly #flows = new Set<ClientStream>();

  #tell(notice: Notice): void {
    const change = changeOf(notice);
    for (const client of this.#flows) client.changed(change);
  }

  #left(client: ClientStream): void {
    this.#clients.delete(client);
    this.#flows.delete(client);
    this.#gauge.set(this.#clients.size);
    if (this.#clients.size > 0 || this.#listener === null) return;
    const listener = this.#listener;
    this.#listener = null;
    void listener.then((open) => open.close());
  }
}

/** Nobody knows what was missed while the connection was away, nor what a notice that cannot be read would say: anything may have changed. */
function changeOf(notice: Notice): FlowsChanged {
  const anything: FlowsChanged = { version: '', ids: [], many: true };
  if (notice.kind === 'reconnected') return anything;
  try {
    return FlowsChangedSchema.parse(JSON.parse(notice.payload));
  } catch {
    return anything;
  }
}
