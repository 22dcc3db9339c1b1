/**
 * Asks the brokers of a cluster directly, many things in one request, as kafkajs cannot. Joins nothing and writes nothing.
 * A connection that failed is made anew by the next question.
 */
import { Connection, SASLMechanisms, apiVersionsV0, type ConnectionOptions } from '@platformatic/kafka';
import type { KafkaSourceOptions } from '#lib/sources/kafka/options.ts';
import { answerOf } from '#lib/sources/kafka/wire/errors.ts';
import { METADATA, type Metadata, type Request } from '#lib/sources/kafka/wire/requests.ts';

const CONNECT_MS = 5000;
const REQUEST_MS = 15_000;

interface Address {
  readonly host: string;
  readonly port: number;
}

interface Open {
  readonly connection: Connection;
  /** By the number of a request, the versions that the broker takes. */
  readonly versions: ReadonlyMap<number, { readonly min: number; readonly max: number }>;
}

export class Wire {
  readonly #options: KafkaSourceOptions;
  #nodes: ReadonlyMap<number, Address> = new Map();
  readonly #open = new Map<string, Promise<Open>>();

  constructor(options: KafkaSourceOptions) {
    this.#options = options;
  }

  /** The brokers that there were when it was last asked. */
  get nodes(): readonly number[] {
    return [...this.#nodes.keys()];
  }

  /** Asks any broker that answers; creates no topic. Throws what the last of them failed with. */
  async metadata(topics: readonly string[]): Promise<Metadata> {
    const bootstrap = this.#options.brokers.map(addressOf);
    const known = [...this.#nodes.values()];
    let failure: unknown = new Error('There is no broker to ask.');
    for (const address of [...known, ...bootstrap]) {
      try {
        const metadata = await this.#askAt(address, METADATA, [[...topics], false]);
        this.#nodes = new Map(metadata.brokers.map(({ nodeId, host, port }) => [nodeId, { host, port }]));
        return metadata;
      } catch (error) {
        failure = error;
      }
    }
    throw failure;
  }

  /** Where a part of the answer is an error, its code says so. Throws where the whole is, or the broker is not there. */
  async ask<A extends unknown[], R>(node: number, request: Request<A, R>, ...args: A): Promise<R> {
    return await this.#askAt(this.#addressOf(node), request, args);
  }

  /** Whether a broker takes a version of the request that is spoken here. */
  async takes(node: number, request: Request<never, unknown>): Promise<boolean> {
    const { versions } = await this.#connect(this.#addressOf(node));
    return versionFor(versions, request) !== undefined;
  }

  async close(): Promise<void> {
    const open = [...this.#open.values()];
    this.#open.clear();
    // One that never came about has nothing to close.
    await Promise.allSettled(open.map(async (one) => (await one).connection.close()));
  }

  #addressOf(node: number): Address {
    const address = this.#nodes.get(node);
    if (address === undefined) throw new Error(`The cluster names no address of broker ${node}.`);
    return address;
  }

  async #askAt<A extends unknown[], R>(address: Address, request: Request<A, R>, args: A): Promise<R> {
    const { connection, versions } = await this.#connect(address);
    const version = versionFor(versions, request);
    if (version === undefined) throw new Error(`The broker at ${address.host}:${address.port} takes no version of request ${request.key} that is known here.`);
    return await version.send(connection, ...args).catch((error: unknown) => answerOf<R>(error));
  }

  #connect({ host, port }: Address): Promise<Open> {
    const name = `${host}:${port}`;
    const there = this.#open.get(name);
    if (there !== undefined) return there;
    const connection = new Connection(this.#options.clientId, connectionOptions(this.#options));
    const forget = (): void => {
      if (this.#open.get(name) === opening) this.#open.delete(name);
    };
    connection.on('error', forget);
    connection.on('close', forget);
    const opening = open(connection, { host, port });
    this.#open.set(name, opening);
    opening.catch(async () => {
      forget();
      await connection.close();
    });
    return opening;
  }
}

async function open(connection: Connection, { host, port }: Address): Promise<Open> {
  await connection.connect(host, port);
  const { apiKeys } = await apiVersionsV0.api.async(connection, '', '');
  return { connection, versions: new Map(apiKeys.map(({ apiKey, minVersion, maxVersion }) => [apiKey, { min: minVersion, max: maxVersion }])) };
}

function versionFor<A extends unknown[], R>(versions: Open['versions'], { key, versions: known }: Request<A, R>): Request<A, R>['versions'][number] | undefined {
  const range = versions.get(key);
  return range === undefined ? undefined : known.find(({ version }) => version >= range.min && version <= range.max);
}

/** The same door as the source's own (client/connect.ts). */
function connectionOptions({ ssl, sasl }: KafkaSourceOptions): ConnectionOptions {
  return {
    connectTimeout: CONNECT_MS,
    requestTimeout: REQUEST_MS,
    ...(ssl === false ? {} : { tls: ssl === true ? {} : { ...ssl } }),
    ...(sasl === null ? {} : { sasl: { mechanism: MECHANISMS[sasl.mechanism], username: sasl.username, password: sasl.password } }),
  };
}

const MECHANISMS = { plain: SASLMechanisms.PLAIN, 'scram-sha-256': SASLMechanisms.SCRAM_SHA_256, 'scram-sha-512': SASLMechanisms.SCRAM_SHA_512 } as const;

/** `host:port`, `[::1]:9092` */
function addressOf(broker: string): Address {
  const colon = broker.lastIndexOf(':');
  const host = colon === -1 ? broker : broker.slice(0, colon);
  return { host: host.replace(/^\[(.*)\]$/, '$1'), port: colon === -1 ? 9092 : Number(broker.slice(colon + 1)) };
}
