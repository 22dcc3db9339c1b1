import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

/** Below what systems hand out to outgoing connections (Linux from 32768, others from 49152): nobody takes one of these between our look and its use. */
const QUIET_PORTS = { first: 18_000, last: 32_000 };
const TRIES = 50;

/** `wanted` when it is free on loopback, else any other. */
export async function freePort(wanted?: number): Promise<number> {
  if (wanted !== undefined && (await isFree(wanted))) return wanted;
  for (let tries = 0; tries < TRIES; tries += 1) {
    const port = randomInt(QUIET_PORTS.first, QUIET_PORTS.last);
    if (await isFree(port)) return port;
  }
  throw new Error('No free port was found on 127.0.0.1');
}

const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
