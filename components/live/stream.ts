/**
 * One connection to the server's event stream, kept up.
 *
 *   connecting --open--> live --error--> stale --open--> live …
 *
 * The server ends each stream within minutes and the browser comes back by itself; that gap of a second is not worth a
 * word, so `stale` is told only after GRACE_MS. Where the browser gives up (an answer that is no stream, such as 401 or
 * 503), a new connection is made after a growing pause.
 */
export type StreamState =
  | { readonly kind: 'idle' }
  | { readonly kind: 'connecting' }
  | { readonly kind: 'live' }
  /** Nothing has been heard since then (milliseconds since the epoch). */
  | { readonly kind: 'stale'; readonly since: number };

const GRACE_MS = 4000;
const LONGEST_PAUSE_MS = 15_000;

interface StreamOptions {
  readonly url: string;
  readonly channels: readonly string[];
  readonly onState: (state: StreamState) => void;
  readonly onOpen: () => void;
  readonly onMessage: (channel: string, message: unknown) => void;
}

/** Opens the stream; the function it returns closes it. */
export function openStream({ url, channels, onState, onOpen, onMessage }: StreamOptions): () => void {
  let source: EventSource | null = null;
  let pause = 1000;
  let again: ReturnType<typeof setTimeout> | undefined;
  let grace: ReturnType<typeof setTimeout> | undefined;

  const lost = () => {
    const since = Date.now();
    grace ??= setTimeout(() => onState({ kind: 'stale', since }), GRACE_MS);
  };

  const connect = () => {
    source = new EventSource(url);
    source.onopen = () => {
      pause = 1000;
      clearTimeout(grace);
      grace = undefined;
      onState({ kind: 'live' });
      onOpen();
    };
    source.onerror = () => {
      lost();
      if (source?.readyState !== EventSource.CLOSED) return;
      again = setTimeout(connect, pause);
      pause = Math.min(pause * 2, LONGEST_PAUSE_MS);
    };
    for (const channel of channels) {
      source.addEventListener(channel, (event: MessageEvent<string>) => onMessage(channel, JSON.parse(event.data)));
    }
  };

  onState({ kind: 'connecting' });
  connect();
  return () => {
    clearTimeout(again);
    clearTimeout(grace);
    source?.close();
  };
}
