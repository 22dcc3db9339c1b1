/** PostgreSQL's LISTEN and NOTIFY: one notification a rollup pass, because each serialises commits. Where the queue is full nobody is told, and pages are old until the next change. */
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { connectionConfig, prepareSession, type Store } from '#lib/store/store.ts';

export const FLOWS_CHANNEL = 'throughline_flows';
export const LAG_CHANNEL = 'throughline_lag';
export const LETTERS_CHANNEL = 'throughline_dead_letters';

/** PostgreSQL takes payloads of less than 8,000 bytes. */
const LARGEST_PAYLOAD = 7_999;

export interface Changed {
  /** The rollup pass, or the look, in digits. */
  readonly version: string;
  readonly ids: readonly string[];
}

/** Delivered when the client's transaction commits. The payload is JSON: `{version, ids, many}`; where the ids do not fit, none and `many`. */
export const notifyFlows = (client: pg.ClientBase | pg.Pool, changed: Changed): Promise<void> => notify(client, FLOWS_CHANNEL, changed);

/** As `notifyFlows`: after a look at the groups of a source, also where none of them changed. */
export const notifyLag = (client: pg.ClientBase | pg.Pool, changed: Changed): Promise<void> => notify(client, LAG_CHANNEL, changed);

/** As `notifyFlows`: ids of failure groups, and of replays as `replay-17`. */
export const notifyLetters = (client: pg.ClientBase | pg.Pool, changed: Changed): Promise<void> => notify(client, LETTERS_CHANNEL, changed);

async function notify(client: pg.ClientBase | pg.Pool, channel: string, { version, ids }: Changed): Promise<void> {
  const whole = JSON.stringify({ version, ids, many: false });
  const payload = Buffer.byteLength(whole) <= LARGEST_PAYLOAD ? whole : JSON.stringify({ version, ids: [], many: true });
  // The queue is the whole server's, and a session that listens and reads nothing fills it: then every commit that notifies would fail. To look frees what all have read.
  await client.query('SELECT pg_notify($1, $2) WHERE pg_notification_queue_usage() < 0.9', [channel, payload]);
}

export type Notice =
  | { readonly kind: 'message'; readonly channel: string; readonly payload: string }
  /** The connection was away, and messages may have been missed: read everything anew. */
  | { readonly kind: 'reconnected' };

export interface Listener {
  close(): Promise<void>;
}

const HEARTBEAT_MS = 15_000;
const FIRST_BACKOFF_MS = 100;
const LONGEST_BACKOFF_MS = 5_000;

/**
 * Listens on a connection of its own until closed. Resolves after the first attempt: a database that is away is tried again for ever.
 *
 * connecting → listening → (connection lost) → waiting → connecting → listening, with `reconnected` → …
 * From any of them `close` leads to closed.
 */
export async function listen(store: Pick<Store, 'url' | 'application'>, channels: readonly string[], onNotice: (notice: Notice) => void): Promise<Listener> {
  const closing = new AbortController();
  const first = await connect(store, channels, onNotice);
  const running = keepListening(store, channels, onNotice, first, closing.signal);
  return {
    async close() {
      closing.abort();
      await running;
    },
  };
}

async function keepListening(
  store: Pick<Store, 'url' | 'application'>,
  channels: readonly string[],
  onNotice: (notice: Notice) => void,
  first: Connection | null,
  closing: AbortSignal,
): Promise<void> {
  let connection = first;
  let backoff = FIRST_BACKOFF_MS;
  while (!closing.aborted) {
    if (connection !== null) {
      backoff = FIRST_BACKOFF_MS;
      await lostOrClosing(connection, closing);
      await connection.end();
    }
    if (closing.aborted) return;
    await pause(backoff, closing);
    backoff = Math.min(backoff * 2, LONGEST_BACKOFF_MS);
    if (closing.aborted) return;
    connection = await connect(store, channels, onNotice);
    if (connection !== null) onNotice({ kind: 'reconnected' });
  }
  await connection?.end();
}

interface Connection {
  /** Resolves when the connection is gone. */
  readonly lost: Promise<void>;
  end(): Promise<void>;
}

/** Null where the database does not answer: why shows wherever else it is asked. */
async function connect(store: Pick<Store, 'url' | 'application'>, channels: readonly string[], onNotice: (notice: Notice) => void): Promise<Connection | null> {
  const client = new pg.Client(connectionConfig(store.url, `${store.application} listen`));
  const lost = Promise.withResolvers<void>();
  client.on('error', () => lost.resolve());
  client.on('end', () => lost.resolve());
  client.on('notification', ({ channel, payload }) => onNotice({ kind: 'message', channel, payload: payload ?? '' }));
  try {
    await client.connect();
    await prepareSession(client, HEARTBEAT_MS);
    for (const channel of channels) await client.query(`LISTEN ${client.escapeIdentifier(channel)}`);
  } catch {
    await client.end().catch(() => lost.resolve());
    return null;
  }
  // A connection that was cut without a word (a firewall, a laptop's sleep) is found by asking.
  const heartbeat = setInterval(() => client.query('SELECT 1').catch(() => lost.resolve()), HEARTBEAT_MS);
  return {
    lost: lost.promise,
    async end() {
      clearInterval(heartbeat);
      await Promise.race([client.end().catch(() => lost.resolve()), lost.promise]);
    },
  };
}

async function lostOrClosing(connection: Connection, closing: AbortSignal): Promise<void> {
  const closed = Promise.withResolvers<void>();
  const onAbort = (): void => closed.resolve();
  closing.addEventListener('abort', onAbort, { once: true });
  if (closing.aborted) onAbort();
  await Promise.race([connection.lost, closed.promise]);
  closing.removeEventListener('abort', onAbort);
}

async function pause(milliseconds: number, closing: AbortSignal): Promise<void> {
  await delay(milliseconds, undefined, { signal: closing }).catch((error: unknown) => {
    if (!closing.aborted) throw error;
  });
}
