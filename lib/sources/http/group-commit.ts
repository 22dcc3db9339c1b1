/**
 * Joins what concurrent requests bring into one append.
 * States: idle; appending, while everything that comes waits; then all that waits, up to the bounds, is the next append.
 * So a lone request is stored at once, and under load the number of transactions does not grow with the number of requests.
 */
import { SourceError } from '#lib/sources/source.ts';

export interface GroupCommitOptions<T> {
  readonly append: (items: readonly T[]) => Promise<unknown>;
  readonly maxRecords: number;
  readonly maxBytes: number;
  /** Beyond this, `submit` throws `overloaded`. */
  readonly maxWaitingBytes: number;
  /** After so long `submit` throws `unavailable`. What waits still is withdrawn; what is being appended may be stored all the same. */
  readonly patienceMs: number;
}

interface Size {
  readonly records: number;
  readonly bytes: number;
}

interface Waiting<T> {
  readonly item: T;
  readonly size: Size;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

export class GroupCommit<T> {
  readonly #options: GroupCommitOptions<T>;
  #waiting: Waiting<T>[] = [];
  #waitingBytes = 0;
  #appending = false;

  constructor(options: GroupCommitOptions<T>) {
    this.#options = options;
  }

  /**
   * Resolves when the item is durable. Rejects with `SourceError` where all of the append must be sent again,
   * and with any other error only where this very item cannot be stored.
   */
  submit(item: T, size: Size): Promise<void> {
    if (this.#waiting.length > 0 && this.#waitingBytes + size.bytes > this.#options.maxWaitingBytes) {
      return Promise.reject(new SourceError('overloaded', 'too much is waiting to be stored: send again later'));
    }
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const waiting: Waiting<T> = { item, size, resolve, reject };
    this.#waiting.push(waiting);
    this.#waitingBytes += size.bytes;
    const late = setTimeout(() => this.#giveUp(waiting), this.#options.patienceMs);
    if (!this.#appending) void this.#run();
    return promise.finally(() => clearTimeout(late));
  }

  #giveUp(waiting: Waiting<T>): void {
    const at = this.#waiting.indexOf(waiting);
    if (at >= 0) {
      this.#waiting.splice(at, 1);
      this.#waitingBytes -= waiting.size.bytes;
    }
    waiting.reject(new SourceError('unavailable', `it could not be stored within ${this.#options.patienceMs / 1000} s: send again later`));
  }

  async #run(): Promise<void> {
    this.#appending = true;
    while (this.#waiting.length > 0) await this.#append(this.#takeNext());
    this.#appending = false;
  }

  /** At least one, however large it is. */
  #takeNext(): readonly Waiting<T>[] {
    let records = 0;
    let bytes = 0;
    let count = 0;
    for (const { size } of this.#waiting) {
      records += size.records;
      bytes += size.bytes;
      if (count > 0 && (records > this.#options.maxRecords || bytes > this.#options.maxBytes)) break;
      count += 1;
    }
    const taken = this.#waiting.splice(0, count);
    for (const { size } of taken) this.#waitingBytes -= size.bytes;
    return taken;
  }

  /** Never rejects. An append that failed for a reason of its own is halved until the one item that is the reason stands alone. */
  async #append(joined: readonly Waiting<T>[]): Promise<void> {
    try {
      await this.#options.append(joined.map(({ item }) => item));
      for (const { resolve } of joined) resolve();
    } catch (error) {
      if (error instanceof SourceError || joined.length === 1) {
        for (const { reject } of joined) reject(error);
        return;
      }
      const middle = Math.ceil(joined.length / 2);
      await this.#append(joined.slice(0, middle));
      await this.#append(joined.slice(middle));
    }
  }
}
