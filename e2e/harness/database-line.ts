/** The line to the database's server, which a test may cut or have swallow everything. */
import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

/** `cut`: connections are closed, and new ones with them. `hanging`: they are open, and nothing is said on them. */
export type LineState = 'well' | 'cut' | 'hanging';

export interface DatabaseLine {
  /** The same database, by this line. */
  readonly url: string;
  become(state: LineState): void;
  close(): Promise<void>;
}

export async function databaseLine(databaseUrl: string): Promise<DatabaseLine> {
  const to = new URL(databaseUrl);
  const sockets = new Set<Socket>();
  let state: LineState = 'well';
  const server = createServer((client) => {
    if (state === 'cut') return client.destroy();
    const upstream = connect(Number(to.port), to.hostname);
    for (const [from, into] of [[client, upstream], [upstream, client]] as const) {
      sockets.add(from);
      from.on('error', () => undefined); // `close` follows
      from.on('data', (bytes) => void (state === 'hanging' || into.write(bytes)));
      from.on('close', () => {
        sockets.delete(from);
        into.destroy();
      });
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const url = new URL(databaseUrl);
  url.hostname = '127.0.0.1';
  url.port = String(typeof address === 'object' && address !== null ? address.port : 0);
  const cut = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    url: url.href,
    become: (next) => {
      // Where something was swallowed, what comes after it makes no sense.
      if (next === 'cut' || state === 'hanging') cut();
      state = next;
    },
    close: async () => {
      server.close();
      cut();
      await once(server, 'close');
    },
  };
}
