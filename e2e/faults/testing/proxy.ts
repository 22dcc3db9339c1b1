/**
 * A TCP proxy that takes a protocol apart into whole frames and lets each through when it is told to: so a test can act at exactly this place of a conversation,
 * without a word of it in the product.
 */
import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

export interface Side {
  /** The length of the first frame in `held`, or 0 where that is not known yet. */
  split(held: Buffer): number;
  /** What goes on to the other side, when it may; null ends the connection instead. */
  pass(frame: Buffer): Promise<Buffer | null>;
  /** The frame was handed on. */
  passed?(frame: Buffer): void;
}

export interface Conversation {
  readonly client: Side;
  readonly server: Side;
}

export interface Proxy {
  readonly port: number;
  /** Every connection that is open now, on both sides. */
  cut(): void;
  close(): Promise<void>;
}

/** `begin` is called for each connection, with the port of the proxy and what cuts the connection. */
export async function openProxy(target: { readonly host: string; readonly port: number }, begin: (port: number, cut: () => void) => Conversation): Promise<Proxy> {
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const upstream = connect(target);
    const end = (): void => {
      client.destroy();
      upstream.destroy();
    };
    const { client: fromClient, server: fromServer } = begin(port, end);
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.setNoDelay(true);
      socket.on('error', end);
      socket.once('close', () => {
        sockets.delete(socket);
        end();
      });
    }
    pump(client, upstream, fromClient).catch(end);
    pump(upstream, client, fromServer).catch(end);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const cut = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    port,
    cut,
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      cut();
      await closed;
    },
  };
}

async function pump(from: Socket, to: Socket, side: Side): Promise<void> {
  let held = Buffer.alloc(0);
  for await (const chunk of from) {
    held = Buffer.concat([held, chunk as Buffer]);
    for (let size = side.split(held); size > 0 && size <= held.length; size = side.split(held)) {
      const frame = held.subarray(0, size);
      held = held.subarray(size);
      const passing = await side.pass(frame);
      if (passing === null) return void to.destroy();
      if (!to.write(passing)) await once(to, 'drain');
      side.passed?.(frame);
    }
  }
  to.end();
}
