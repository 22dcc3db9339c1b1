/** What befalls a collector, and where: it is killed, it sleeps until it is woken, or a connection of it goes. */

/**
 * Each is a place on the wire between a collector and PostgreSQL or Kafka (postgres-proxy.ts, kafka-proxy.ts), but for the last, which is a moment.
 * "Unheard": the other side has done it, and its answer never comes.
 */
export const POINTS = [
  'fetched', 'transaction open', 'copying', 'copied', 'committing', 'committed, unheard', 'committed',
  'rollup committing', 'rollup committed, unheard', 'offset committing', 'offset committed, unheard', 'any moment',
] as const;
export type Point = (typeof POINTS)[number];

/** The last two befall the connection on which the point was met, and at any moment all of them; the process goes on. */
export const BLOWS = ['SIGKILL', 'SIGSTOP', 'session ended', 'connection cut'] as const;
export type Blow = (typeof BLOWS)[number];

/** The connection on which a point is met. */
export interface Line {
  cut(): void;
  /** The other side ends it; where that cannot be asked for, it is cut. Resolves when it was asked for. */
  endSession(): Promise<void>;
}

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

  /** At this point. Resolves to false where what was about to be said or heard is gone with the process or the connection. */
  async at(point: Point, line: Line): Promise<boolean> {
    if (!this.#hits(point)) return true;
    if (this.blow === 'SIGSTOP') await this.#woken.promise;
    if (this.blow === 'session ended') await line.endSession();
    return this.blow === 'SIGSTOP' || (this.blow === 'session ended' && !point.endsWith('unheard'));
  }

  /** As `at`, behind the point. */
  behind(point: Point, line: Line): void {
    if (!this.#hits(point)) return;
    if (this.blow === 'connection cut') line.cut();
    if (this.blow === 'session ended') line.endSession().catch(() => line.cut());
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
    if (this.blow === 'SIGKILL' || this.blow === 'SIGSTOP') process.kill(this.#pid, this.blow);
    this.#struck.resolve();
    return true;
  }
}
