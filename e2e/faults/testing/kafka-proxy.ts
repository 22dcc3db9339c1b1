/** Between a collector and a broker: https://kafka.apache.org/protocol. What the broker says of where it listens names the proxy instead. */
import { openProxy, type Conversation, type Proxy } from './proxy.ts';
import type { Line, Strike } from './strike.ts';

const FETCH = 1;
const METADATA = 3;
const OFFSET_COMMIT = 8;
const FIND_COORDINATOR = 10;
/** An answer without records holds some forty bytes a partition; the records of a tick are far more. */
const WITH_RECORDS = 1500;

/** For a cluster of one broker. */
export function kafkaProxy(brokers: string, strike: Strike): Promise<Proxy> {
  const [host = '', port = ''] = brokers.split(':');
  return openProxy({ host, port: Number(port) }, (own, cut) => conversation(strike, { cut, endSession: async () => cut() }, address(host, Number(port)), address(host, own)));
}

function conversation(strike: Strike, line: Line, broker: Buffer, proxy: Buffer): Conversation {
  const asked = new Map<number, number>();
  const split = (held: Buffer): number => (held.length < 4 ? 0 : 4 + held.readInt32BE(0));
  return {
    client: {
      split,
      pass: async (frame) => {
        const key = frame.readInt16BE(4);
        asked.set(frame.readInt32BE(8), key);
        return key === OFFSET_COMMIT && !(await strike.at('offset committing', line)) ? null : frame;
      },
    },
    server: {
      split,
      pass: async (frame) => {
        const key = asked.get(frame.readInt32BE(4));
        if (key === METADATA || key === FIND_COORDINATOR) return replaced(frame, broker, proxy);
        return key === OFFSET_COMMIT && !(await strike.at('offset committed, unheard', line)) ? null : frame;
      },
      passed: (frame) => {
        const id = frame.readInt32BE(4);
        const key = asked.get(id);
        asked.delete(id);
        if (key === FETCH && frame.length > WITH_RECORDS) strike.behind('fetched', line);
      },
    },
  };
}

/** As every version writes it: the bytes of the host, behind their length, and four of the port. */
function address(host: string, port: number): Buffer {
  const bytes = Buffer.alloc(host.length + 4);
  bytes.write(host);
  bytes.writeInt32BE(port, host.length);
  return bytes;
}

function replaced(frame: Buffer, from: Buffer, to: Buffer): Buffer {
  const changed = Buffer.from(frame);
  for (let at = changed.indexOf(from); at >= 0; at = changed.indexOf(from, at + to.length)) to.copy(changed, at);
  return changed;
}
