/** What befalls a collector, and where: it is killed, or it sleeps until it is woken. */

/**
 * Each is a place on the wire between a collector and PostgreSQL or Kafka (postgres-proxy.ts, kafka-proxy.ts), but for the last, which is a moment.
 * "Unheard": the other side has done it, and its answer never comes.
 */
export const POINTS = [
  'fetched', 'transaction open', 'copying', 'copied', 'committing', 'committed, unheard', 'committed',
  'rollup committing', 'rollup committed, unheard', 'offset committing', 'offset committed, unheard', 'any moment',
] as const;
export type Point = (typeof POINTS)[number];

export type Blow = 'SIGKILL' | 'SIGSTOP';

export class Strike {
  readonly point: Point;
  readonly blow: Blow;
  #skip: number;
  readonly #struck = Promise.withResolvers<void>();
  readonly #woken = Promise.withResolvers<void>();
  #pid: number | null = null;
  #done = false;

  /** So many times the point is passed first. */
  constructor(point: Point, blow: Blow, skip: number) {
    this.point = point;
    this.blow = blow;
    this.#skip = point === 'any moment' ? 0 : skip;
  }

  /** From now on, the process is struck where it comes to the point. */
  arm(pid: number): void {
    this.#pid = pid;
  }

  get struck(): Promise<void> {
    return this.#struck.promise;
  }

  /** At this point. Resolves to false where the process was killed: what it was about to say or hear is gone with it. */
  async at(point: Point): Promise<boolean> {
    if (!this.#hits(point)) return true;
    if (this.blow === 'SIGKILL') return false;
    await this.#woken.promise;
    return true;
  }

  /** As `at`, behind the point. */
  behind(point: Point): void {
    this.#hits(point);
  }

  wake(): void {
    if (this.#pid !== null && this.blow === 'SIGSTOP') process.kill(this.#pid, 'SIGCONT');
    this.#woken.resolve();
  }

  #hits(point: Point): boolean {
    if (this.#done || this.#pid === null || point !== this.point) return false;
    this.#skip -= 1;
    if (this.#skip >= 0) return false;
    this.#done = true;
    process.kill(this.#pid, this.blow);
    this.#struck.resolve();
    return true;
  }
}
