/**
 * One client of the event stream, as bytes of `text/event-stream`.
 *
 *   open --change--> pending --after 25 ms, if the client reads--> sent --> open …
 *   any --lifetime over, client gone, or server ending--> closed
 *
 * While a client does not read, its changes become one: it holds one message a channel, never a queue.
 */
import type { Channel } from '#lib/contracts/stream.ts';
import { coalesce, type Changed } from '#lib/web/live/coalesce.ts';

const COALESCE_MS = 25;
const HEARTBEAT_MS = 15_000;
/** Proxies and sleeping laptops leave streams behind that nobody reads: none lives for ever. */
const LIFETIME_MS = 3.5 * 60_000;
const RETRY_MS = 1_000;

export interface ClientStream {
  readonly body: ReadableStream<Uint8Array>;
  readonly changed: (channel: Channel, change: Changed) => void;
  readonly close: () => void;
}

/** `onClose` is called once, whoever ended it. */
export function openClientStream(onClose: () => void): ClientStream {
  const encoder = new TextEncoder();
  let controller: ReadableStreamDefaultController<Uint8Array>;
  const pending = new Map<Channel, Changed>();
  let waiting: NodeJS.Timeout | null = null;
  let closed = false;

  const write = (text: string) => controller.enqueue(encoder.encode(text));
  const reads = () => (controller.desiredSize ?? 0) > 0;

  const flush = () => {
    waiting = null;
    for (const [channel, change] of pending) {
      if (closed || !reads()) return; // `pull` comes back to it
      pending.delete(channel);
      write(`event: ${channel}\nid: ${change.version}\ndata: ${JSON.stringify(change)}\n\n`);
    }
  };
  const heartbeat = setInterval(() => reads() && write(': still here\n\n'), HEARTBEAT_MS).unref();
  const lifetime = setTimeout(() => end(true), LIFETIME_MS).unref();

  function end(byServer: boolean): void {
    if (closed) return;
    closed = true;
    clearInterval(heartbeat);
    clearTimeout(lifetime);
    if (waiting !== null) clearTimeout(waiting);
    if (byServer) controller.close();
    onClose();
  }

  const body = new ReadableStream<Uint8Array>(
    {
      start(own) {
        controller = own;
        write(`retry: ${RETRY_MS}\n: welcome\n\n`);
      },
      pull: () => {
        if (waiting === null) flush();
      },
      cancel: () => end(false),
    },
    { highWaterMark: 8 },
  );
  return {
    body,
    changed(channel, change) {
      if (closed) return;
      pending.set(channel, coalesce(pending.get(channel) ?? null, change));
      waiting ??= setTimeout(flush, COALESCE_MS).unref();
    },
    close: () => end(true),
  };
}
