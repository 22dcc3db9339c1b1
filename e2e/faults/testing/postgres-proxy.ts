/** Between a collector and PostgreSQL: https://www.postgresql.org/docs/current/protocol-message-formats.html */
import pg from 'pg';
import { openProxy, type Conversation, type Proxy } from './proxy.ts';
import type { Line, Point, Strike } from './strike.ts';

/** Passes all on; a transaction that copies rows in, and a pass of the rollup that writes some, comes by the points of `strike`. */
export function postgresProxy(url: string, strike: Strike): Promise<Proxy> {
  const { hostname, port } = new URL(url);
  return openProxy({ host: hostname, port: Number(port) }, (_port, cut) => conversation(url, strike, cut));
}

/** The same database behind the proxy. */
export function throughProxy(url: string, { port }: Proxy): string {
  const through = new URL(url);
  through.hostname = '127.0.0.1';
  through.port = String(port);
  return through.href;
}

/** SSLRequest, by which a server is asked whether it is there: answered by one byte that is no message. */
const SSL_REQUEST = 80_877_103;

/** As an administrator ends it, or a failover. */
async function terminate(url: string, pid: number): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query('SELECT pg_terminate_backend($1)', [pid]);
  await client.end();
}

function conversation(url: string, strike: Strike, cut: () => void): Conversation {
  let backend = 0;
  const line: Line = { cut, endSession: () => terminate(url, backend) };
  let begun = false;
  let asked = false;
  let rollup = false;
  /** Of the transaction that is open. */
  let copies = 0;
  let written = 0;
  let dataOfCopy = 0;
  const at = async (point: Point | null, frame: Buffer): Promise<Buffer | null> => (point === null || (await strike.at(point, line)) ? frame : null);
  return {
    client: {
      split: (held) => (begun ? sizeOf(held, 1) : sizeOf(held, 0)),
      pass: (frame) => {
        if (!begun) {
          begun = true;
          asked = frame.length === 8 && frame.readInt32BE(4) === SSL_REQUEST;
          rollup = /application_name\0[^\0]* rollup\0/.test(frame.toString('latin1'));
        } else if (isCommit(frame)) {
          if (copies > 0) return at('committing', frame);
          if (rollup && written > 0) return at('rollup committing', frame);
        }
        return Promise.resolve(frame);
      },
      passed: (frame) => {
        if (typeOf(frame) !== 'd') return;
        dataOfCopy += 1;
        if (dataOfCopy === 1) strike.behind('copying', line);
      },
    },
    server: {
      split: (held) => (asked ? held.length : sizeOf(held, 1)),
      pass: (frame) => {
        if (begun && typeOf(frame) === 'K') backend = frame.readInt32BE(5);
        if (typeOf(frame) === 'G') {
          dataOfCopy = 0;
          copies += 1;
          return at(copies === 1 ? 'transaction open' : null, frame);
        }
        if (asked || typeOf(frame) !== 'C') return Promise.resolve(frame);
        const tag = textOf(frame);
        if (tag === 'BEGIN') [copies, written] = [0, 0];
        else if (tag === 'COMMIT') return at(copies > 0 ? 'committed, unheard' : rollup && written > 0 ? 'rollup committed, unheard' : null, frame);
        else if (tag.startsWith('COPY')) return at('copied', frame);
        else written += Number(/^(?:INSERT 0|UPDATE|DELETE|MERGE) (\d+)$/.exec(tag)?.[1] ?? 0);
        return Promise.resolve(frame);
      },
      passed: (frame) => {
        if (typeOf(frame) === 'C' && textOf(frame) === 'COMMIT' && copies > 0) strike.behind('committed', line);
      },
    },
  };
}

/** A message is a byte for its type, which the first of a connection has not, and a length that counts itself. */
const sizeOf = (held: Buffer, typeBytes: number): number => (held.length < typeBytes + 4 ? 0 : typeBytes + held.readInt32BE(typeBytes));
const typeOf = (frame: Buffer): string => String.fromCodePoint(frame[0] ?? 0);
/** The first text of a Query and of a CommandComplete; of a Parse, its name. */
const textOf = (frame: Buffer): string => frame.toString('latin1', 5, frame.indexOf(0, 5));

function isCommit(frame: Buffer): boolean {
  if (typeOf(frame) === 'Q') return textOf(frame) === 'COMMIT';
  return typeOf(frame) === 'P' && frame.subarray(5).toString('latin1').split('\0', 2)[1] === 'COMMIT';
}
