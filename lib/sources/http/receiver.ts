/**
 * A listening port as a source.
 * States: off (no port is set); starting; listening; waiting to try again, because the port could not be had; stopped.
 */
import type { Source, SourceStatus } from '#lib/sources/source.ts';

/** A server that listens. */
export interface Endpoint {
  readonly port: number;
  /** Answers what is under way, and resolves when nothing is left. */
  close(): Promise<void>;
}

interface ReceiverSettings {
  readonly name: string;
  readonly host: string;
  /** Null is off; 0 takes a free port. */
  readonly port: number | null;
  /** The setting that names the port, for the sentence that says what to change. */
  readonly portSetting: string;
  readonly retryMs: number;
  readonly open: (host: string, port: number) => Promise<Endpoint>;
  /** What is worth saying while it listens. */
  readonly remark: () => string | null;
}

export class Receiver implements Source {
  readonly name: string;
  readonly #settings: ReceiverSettings;
  #endpoint: Endpoint | null = null;
  #failure: { readonly text: string; readonly since: number } | null = null;
  #retry: NodeJS.Timeout | null = null;
  #stopped = false;
  #opening: Promise<void> = Promise.resolve();

  constructor(settings: ReceiverSettings) {
    this.name = settings.name;
    this.#settings = settings;
  }

  /** The port that is listened on; null while there is none. */
  get port(): number | null {
    return this.#endpoint?.port ?? null;
  }

  async start(): Promise<void> {
    this.#stopped = false;
    if (this.#settings.port !== null && this.#endpoint === null) await this.#listen(this.#settings.port);
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    if (this.#retry !== null) clearTimeout(this.#retry);
    await this.#opening;
    const endpoint = this.#endpoint;
    this.#endpoint = null;
    await endpoint?.close();
  }

  status(): SourceStatus {
    const common = { name: this.name, lagMessages: null, staleSince: null, error: null };
    if (this.#settings.port === null || this.#stopped) return { ...common, status: 'off' };
    if (this.#endpoint !== null) return { ...common, status: 'ok', error: this.#settings.remark() };
    if (this.#failure !== null) return { ...common, status: 'down', staleSince: this.#failure.since, error: this.#failure.text };
    return { ...common, status: 'starting' };
  }

  #listen(port: number): Promise<void> {
    this.#opening = this.#open(port);
    return this.#opening;
  }

  async #open(port: number): Promise<void> {
    try {
      this.#endpoint = await this.#settings.open(this.#settings.host, port);
      this.#failure = null;
    } catch (error) {
      this.#failure = { text: this.#sentence(port, error), since: this.#failure?.since ?? Date.now() };
      if (!this.#stopped) this.#retry = setTimeout(() => void this.#listen(port), this.#settings.retryMs);
    }
  }

  #sentence(port: number, error: unknown): string {
    const { host, portSetting } = this.#settings;
    const cause = error instanceof Error ? error.message : String(error);
    const at = `${host}:${port}`;
    if (cause.includes('EADDRINUSE')) return `another program listens on ${at}: stop it, or set ${portSetting} to another port (0 turns this receiver off); trying again`;
    if (cause.includes('EACCES')) return `listening on ${at} is not permitted: set ${portSetting} to a port above 1023; trying again`;
    if (cause.includes('EADDRNOTAVAIL') || cause.includes('ENOTFOUND')) return `${host} is no address of this machine: set OTLP_HOST to one; trying again`;
    return `cannot listen on ${at}: ${cause}; trying again`;
  }
}
