/** A collector as `npm start` runs it, in a process of its own that can be killed, stopped and started again on the same ports. */
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { freePort } from '#lib/cli/free-port.ts';
import { NODE, ROOT } from '#lib/cli/paths.ts';
import { hasExited, spawnTethered } from '#lib/cli/tether.ts';
import { COLLECTOR_ARGS, collectorEnvironment } from '#lib/cli/throughline.ts';
import { CollectorStatus } from '#lib/contracts/health.ts';
import { childEnvironment } from '#lib/env/process.ts';
import { until } from '#lib/sources/kafka/testing/fixture.ts';

export interface CollectorOptions {
  readonly databaseUrl: string;
  readonly brokers: string;
  readonly group: string;
  readonly topics: readonly string[];
  readonly more?: Readonly<Record<string, string>>;
}

const STARTED_WITHIN_MS = 120_000;
const MOST_KEPT = 10_000;

export class CollectorProcess {
  readonly apiPort: number;
  readonly httpPort: number;
  readonly grpcPort: number;
  readonly #options: CollectorOptions;
  #child: ChildProcess | null = null;
  #said = '';

  private constructor(options: CollectorOptions, [apiPort, httpPort, grpcPort]: readonly [number, number, number]) {
    this.#options = options;
    [this.apiPort, this.httpPort, this.grpcPort] = [apiPort, httpPort, grpcPort];
  }

  /** Resolves when it answers. */
  static async start(options: CollectorOptions): Promise<CollectorProcess> {
    const collector = new CollectorProcess(options, [await freePort(), await freePort(), await freePort()]);
    await collector.start();
    return collector;
  }

  /** As the supervisor does when it has ended. */
  async start(): Promise<void> {
    const { databaseUrl, brokers, group, topics, more } = this.#options;
    const settings = {
      DATABASE_URL: databaseUrl, KAFKA_BROKERS: brokers, KAFKA_GROUP_ID: group, KAFKA_TOPICS: topics.join(','), THROUGHLINE_LOG_LEVEL: 'warn',
      COLLECTOR_PORT: String(this.apiPort), OTLP_HTTP_PORT: String(this.httpPort), OTLP_GRPC_PORT: String(this.grpcPort), ...more,
    };
    const child = spawnTethered(NODE, COLLECTOR_ARGS, { signal: 'TERM', stdout: 'pipe', stderr: 'pipe', cwd: ROOT, env: childEnvironment(collectorEnvironment(settings)) });
    this.#child = child;
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk: Buffer) => (this.#said = (this.#said + chunk.toString()).slice(-MOST_KEPT)));
    try {
      await until('the collector answers', async () => {
        if (child.exitCode !== null) throw new Error(`It ended with code ${child.exitCode}`);
        return (await this.status()) !== null;
      }, STARTED_WITHIN_MS);
    } catch (error) {
      throw new Error(`The collector did not start: ${this.#said}`, { cause: error });
    }
  }

  get pid(): number {
    if (this.#child?.pid === undefined) throw new Error('The collector was never started');
    return this.#child.pid;
  }

  /** What it has logged of late. */
  get said(): string {
    return this.#said;
  }

  /** Null where it does not answer. */
  async status(): Promise<CollectorStatus | null> {
    const answer = await fetch(`http://127.0.0.1:${this.apiPort}/health`, { signal: AbortSignal.timeout(5000) }).catch(() => null);
    return answer === null ? null : CollectorStatus.parse(await answer.json());
  }

  get hasEnded(): boolean {
    return this.#child !== null && (this.#child.exitCode !== null || this.#child.signalCode !== null);
  }

  /** Resolves when it is gone. */
  async gone(): Promise<void> {
    if (this.#child !== null && !this.hasEnded) await once(this.#child, 'exit');
  }

  /** SIGTERM. Resolves to how it ended, and after how long; null where it did not within 15 s, and was killed. */
  async terminate(): Promise<{ readonly code: number | null; readonly ms: number } | null> {
    const child = this.#child;
    if (child === null) return null;
    const asked = performance.now();
    child.kill('SIGTERM');
    const ended = await hasExited(child, 15_000);
    if (!ended) await this.kill();
    return ended ? { code: child.exitCode, ms: performance.now() - asked } : null;
  }

  async kill(): Promise<void> {
    this.#child?.kill('SIGKILL');
    await this.gone();
  }
}
