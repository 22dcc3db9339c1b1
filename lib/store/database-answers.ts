import { connect } from 'node:net';
import type pg from 'pg';

/** SSLRequest, the one question that a server answers before it knows who asks: https://www.postgresql.org/docs/current/protocol-message-formats.html */
const SSL_REQUEST = Buffer.from([0, 0, 0, 8, 0x04, 0xd2, 0x16, 0x2f]);

/** Several connections to one server fall silent at once. */
const asking = new Map<string, Promise<boolean>>();

/** Whether a new connection to this server is answered at all, within so long: it needs no password, no free session and no room on a disk. Never rejects. */
export function databaseAnswers({ host, port }: Pick<pg.Client, 'host' | 'port'>, withinMs: number): Promise<boolean> {
  const server = `${host}:${port}`;
  const asked = asking.get(server) ?? ask(host, port, withinMs).finally(() => asking.delete(server));
  asking.set(server, asked);
  return asked;
}

async function ask(host: string, port: number, withinMs: number): Promise<boolean> {
  const socket = host.startsWith('/') ? connect(`${host}/.s.PGSQL.${port}`) : connect({ host, port });
  const { promise, resolve } = Promise.withResolvers<boolean>();
  socket.once('connect', () => socket.write(SSL_REQUEST));
  socket.once('data', () => resolve(true));
  socket.on('error', () => resolve(false));
  // An answer that came while this process was busy, or stopped, is read before the verdict.
  const timer = setTimeout(() => setImmediate(() => resolve(false)), withinMs);
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
    socket.destroy();
  }
}
